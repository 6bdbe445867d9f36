package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("nativeAccess") // without it reads and writes of pipes cannot be stopped
@Timeout(60)
class TenThousandReadsTest {

    /// The JVM may want another carrier, or one of its own.
    private static final int FEW = 8;

    @TempDir
    private Path folder;

    @Test
    void tenThousandReadsWaitWithoutThreadsOnTheEngineThatRunsHere() throws Exception {
        run(TidemillConfig.DEFAULT);
    }

    @Test
    void tenThousandReadsWaitWithoutThreadsOnThePortableEngine() throws Exception {
        run(TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE));
    }

    private void run(TidemillConfig config) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (Tidemill io = Tidemill.start(config)) {
            TenThousandReads.Report report = TenThousandReads.run(io, pipe);

            assertThat(report.waitingReads()).isEqualTo(10_000);
            assertThat(report.threadsMeanwhile()).isLessThanOrEqualTo(report.threadsBefore() + FEW);
            assertThat(report.beats()).isEqualTo(100);
            assertThat(report.bytesRead()).isEqualTo(10_000);
            assertThat(io.pendingOperations()).isZero();
        }
    }

    @Test
    void theProgramPrintsItsReport() throws Exception {
        List<String> printed = Printed.by(() -> TenThousandReads.main(new String[0]));

        assertThat(printed).hasSize(4);
        assertThat(printed.get(1)).startsWith("10000 reads are waiting: ");
        assertThat(printed.getLast()).isEqualTo("then 10000 bytes were written: 10000 were read");
    }
}
