package dev.tidemill.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A JVM without the flag for asynchronous functions and without the libraries for Swing and
/// JavaFX: what is missing is said, and what needs neither works.
@Timeout(60)
class BareJvmTest {

    @Test
    void whatIsMissingIsSaid() throws Exception {
        Path target = Path.of(System.getProperty("basedir", ""), "target").toAbsolutePath();
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-cp",
                        target.resolve("classes") + ":" + target.resolve("test-classes"),
                        Child.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            List<String> lines = child.inputReader().readAllLines();

            assertThat(lines.get(0))
                    .startsWith("an asynchronous function needs the flag"
                            + " --add-exports java.base/jdk.internal.vm=ALL-UNNAMED of the JVM; context.call(");
            assertThat(lines.get(1)).isEqualTo("called");
            assertThat(lines.get(2)).isEqualTo("continued");
            assertThat(lines.get(3))
                    .startsWith("AWT-EventQueue-0 must not wait, and this is pending: task;")
                    .endsWith("SwingContext.launch(() -> { ... task.await(); ... })"
                            + " (in tidemill-swing, which is missing here)");
            assertThat(lines.get(4)).isEqualTo("done already");
            assertThat(lines.get(5))
                    .startsWith("JavaFX Application Thread must not wait, and this is pending: task;")
                    .endsWith("FxContext.launch(() -> { ... task.await(); ... })"
                            + " (in tidemill-javafx, which is missing here)");
            assertThat(lines).hasSize(6);
        } finally {
            child.destroyForcibly();
        }
    }

    static final class Child {

        public static void main(String[] arguments) throws Exception {
            var context = new PumpedContext();
            try {
                context.launch(() -> System.out.println("runs"));
            } catch (UnsupportedOperationException e) {
                System.out.println(e.getMessage());
            }
            String called = context.runUntil(context.call(() -> "called"));
            System.out.println(called);
            String continued = context.runUntil(Task.run(() -> "continued").thenOn(context, value -> value));
            System.out.println(continued);
            onEventThread(() -> {
                waitForNothing();
                System.out.println(Task.completed("done already").join());
            });
            Thread.ofPlatform()
                    .name("JavaFX Application Thread")
                    .start(Child::waitForNothing)
                    .join();
        }

        private static void waitForNothing() {
            try {
                new TaskSource<String>().task().join();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
        }

        /// By name: the module of these tests does not read that of AWT.
        private static void onEventThread(Runnable code) throws ReflectiveOperationException {
            Class.forName("java.awt.EventQueue")
                    .getMethod("invokeAndWait", Runnable.class)
                    .invoke(null, code);
        }
    }
}
