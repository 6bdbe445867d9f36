package dev.tidemill.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.ChildJvm;
import dev.tidemill.Privileges;
import dev.tidemill.Tidemill;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The number of a process is given to another one when it has ended.
///
/// Which number comes next can be said to the system, by root. It is said in a name space of its
/// own: elsewhere a number that comes again could have whoever ends a process by its number end
/// another one.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ReusedNumberTest {

    private static final List<String> OWN_NUMBERS =
            List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");

    @Test
    void itIsNotMistakenOnIoUring() throws Exception {
        isNotMistaken("--enable-native-access=ALL-UNNAMED", "-Dtidemill.engine=auto");
    }

    @Test
    void itIsNotMistakenOnThePortableEngine() throws Exception {
        isNotMistaken("--enable-native-access=ALL-UNNAMED", "-Dtidemill.engine=portable");
    }

    @Test
    void itIsNotMistakenWithoutNativeAccess() throws Exception {
        isNotMistaken("--illegal-native-access=deny");
    }

    private static void isNotMistaken(String... options) throws Exception {
        boolean mayChoose = Privileges.administer() && Files.isWritable(Reuse.LAST_NUMBER);
        assumeTrue(mayChoose, "this process may not say which number comes next");
        ChildJvm.Result result = ChildJvm.with(options).under(OWN_NUMBERS).run(Reuse.class);
        assertThat(result.output()).contains("both are told apart");
        assertThat(result.status()).isZero();
    }

    /// The program.
    static final class Reuse {

        static final Path LAST_NUMBER = Path.of("/proc/sys/kernel/ns_last_pid");

        public static void main(String[] arguments) throws Exception {
            Process first = new ProcessBuilder("/bin/true").start();
            ProcessHandle gone = first.toHandle();
            if (first.waitFor() != 0) throw new AssertionError("status " + first.exitValue());
            for (int tries = 0; tries < 1000; tries++) {
                Files.writeString(LAST_NUMBER, Long.toString(gone.pid() - 1));
                Process other = new ProcessBuilder("/bin/cat").start(); // ends when its input does
                // The JDK tells processes apart by their starts, to a hundredth of a second.
                boolean reused = other.pid() == gone.pid() && !gone.isAlive();
                if (reused) tellApart(gone, other);
                other.getOutputStream().close();
                if (other.waitFor() != 0) throw new AssertionError("status " + other.exitValue());
                if (reused) return;
            }
            throw new AssertionError("the number was always taken by others");
        }

        private static void tellApart(ProcessHandle gone, Process other) throws IOException, InterruptedException {
            Tidemill io = Tidemill.shared();
            if (!Processes.onExit(io, gone, CancellationToken.none()).isDone()) {
                throw new AssertionError("the one that has ended is waited for");
            }
            if (Processes.exitValue(io, other, CancellationToken.none()).isDone()) {
                throw new AssertionError("the other one is taken for the one that has ended");
            }
            System.out.println("both are told apart");
        }
    }
}
