package dev.tidemill.stress;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;

/// Runs jcstress, with its own arguments; `-h` lists them.
///
/// It ends as jcstress does, with an exit code other than 0 if a result is forbidden, an actor
/// throws or a JVM dies. And with one in two cases of which jcstress makes nothing: a test that
/// hangs, as it does when a wake is lost, and arguments that select no test at all.
public final class Main {

    private static final long LIMIT_MINUTES = Long.getLong("tidemill.stress.limitMinutes", 240);

    private Main() {}

    public static void main(String[] args) throws Exception {
        Options options = new Options(args);
        if (!options.parse()) {
            System.exit(2);
        }
        JCStress jcstress = new JCStress(options);
        if (options.shouldList()) {
            jcstress.getTests().forEach(System.out::println);
        } else if (jcstress.getTests().isEmpty()) {
            System.err.println("no test is selected");
            System.exit(2);
        } else {
            CountDownLatch over = new CountDownLatch(1);
            Thread.ofPlatform().name("limit").daemon().start(() -> endAfterLimit(over));
            jcstress.run(); // throws if a test fails
            over.countDown();
        }
    }

    private static void endAfterLimit(CountDownLatch over) {
        try {
            if (!over.await(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                System.err.println("not over after " + LIMIT_MINUTES + " minutes; this is where it hangs:");
                ProcessHandle.current().descendants().forEach(Main::dumpAndDestroy);
                Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private static void dumpAndDestroy(ProcessHandle jvm) {
        try {
            String jcmd = System.getProperty("java.home") + "/bin/jcmd";
            new ProcessBuilder(List.of(jcmd, Long.toString(jvm.pid()), "Thread.print"))
                    .inheritIO()
                    .start()
                    .waitFor(10, TimeUnit.SECONDS);
        } catch (IOException | InterruptedException e) {
            System.err.println("no threads of process " + jvm.pid() + ": " + e);
        } finally {
            jvm.destroyForcibly();
        }
    }
}
