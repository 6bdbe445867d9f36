package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Progress.State;
import dev.tidemill.transfer.RunningFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ProgressTextTest {

    private static final long MIB = 1 << 20;

    private final ProgressText text =
            new ProgressText(StandardCharsets.US_ASCII, ProgressText.Words.OF_COPY, Colours.NONE);

    private static Progress progress(State state, boolean isTotalKnown, int failed) {
        return new Progress(
                state,
                256 * MIB,
                1024 * MIB,
                isTotalKnown,
                64.0 * MIB,
                32.0 * MIB,
                Duration.ofSeconds(8),
                7,
                2,
                failed,
                20);
    }

    private static RunningFile file(String name, long transferred, long total, boolean isSyncing) {
        return new RunningFile(Path.of(name), Path.of("target of " + name), transferred, total, 2.5 * MIB, isSyncing);
    }

    @Test
    void theBlockHasARowForEachLargeFileABarAndTheNumbers() {
        List<RunningFile> running = List.of(
                file("photos/large.raw", 30 * MIB, 40 * MIB, false),
                file("small.txt", 1000, 2000, false),
                file("written.bin", 16 * MIB, 16 * MIB, true));
        assertThat(text.block(progress(State.RUNNING, true, 2), running, 60, false))
                .containsExactly(
                        "photos/large.raw   75 %  2.50 MiB/s    30.0 MiB of 40.0 MiB",
                        "written.bin                          16.0 MiB to the device",
                        "#############........................................  25 %",
                        "256 MiB of 1.00 GiB   64.0 MiB/s   12 s left   2 failed");
    }

    @Test
    void inANarrowTerminalNothingIsCutInTheMiddle() {
        List<RunningFile> running = List.of(file("photos/large.raw", 30 * MIB, 40 * MIB, false));
        assertThat(text.block(progress(State.RUNNING, true, 0), running, 40, false))
                .containsExactly(
                        "photos/large.raw       75 %  2.50 MiB/s",
                        "########.........................  25 %", "256 MiB of 1.00 GiB   64.0 MiB/s");
        assertThat(text.block(progress(State.RUNNING, true, 0), running, 100, false))
                .last()
                .isEqualTo("256 MiB of 1.00 GiB   64.0 MiB/s   12 s left   7 of 20 files");
    }

    @Test
    void asLongAsTheTotalIsNotKnownItIsSaidSo() {
        assertThat(text.block(progress(State.RUNNING, false, 0), List.of(), 60, false))
                .containsExactly("counting what there is to copy", "256 MiB of at least 1.00 GiB   64.0 MiB/s");
        assertThat(text.line(progress(State.RUNNING, false, 0)))
                .isEqualTo("256 MiB of at least 1.00 GiB, 64.0 MiB/s, 7 of at least 20 files");
    }

    @Test
    void aLineHasThePercentageToo() {
        assertThat(text.line(progress(State.RUNNING, true, 0)))
                .isEqualTo("25 %, 256 MiB of 1.00 GiB, 64.0 MiB/s, 12 s left, 7 of 20 files");
    }

    @Test
    void whoeverAskedToStopSeesThatItWasHeard() {
        assertThat(text.block(progress(State.RUNNING, true, 0), List.of(), 60, true))
                .contains("stopping");
    }

    @Test
    void theBlockDoesNotShrink() {
        List<RunningFile> running = List.of(file("large.raw", 30 * MIB, 40 * MIB, false));
        assertThat(text.block(progress(State.RUNNING, true, 0), running, 60, false))
                .hasSize(3);
        assertThat(text.block(progress(State.RUNNING, true, 0), List.of(), 60, false))
                .hasSize(3)
                .first()
                .isEqualTo("");
    }

    @Test
    void aFileStaysInItsRow() {
        RunningFile one = file("one.raw", 30 * MIB, 40 * MIB, false);
        RunningFile two = new RunningFile(Path.of("two.raw"), Path.of("target of two"), 0, 40 * MIB, 0, false);
        RunningFile three = new RunningFile(Path.of("three.raw"), Path.of("target of three"), 0, 40 * MIB, 0, false);
        Progress progress = progress(State.RUNNING, true, 0);
        assertThat(text.block(progress, List.of(one, two), 60, false)).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("one.raw");
            assertThat(lines.get(1)).startsWith("two.raw");
        });
        assertThat(text.block(progress, List.of(two), 60, false)).satisfies(lines -> {
            assertThat(lines.get(0)).isEmpty();
            assertThat(lines.get(1)).startsWith("two.raw");
        });
        assertThat(text.block(progress, List.of(three, two), 60, false)).satisfies(lines -> {
            assertThat(lines.get(0)).startsWith("three.raw");
            assertThat(lines.get(1)).startsWith("two.raw");
        });
    }

    @Test
    void theSummarySaysWhatBecameOfIt() {
        assertThat(text.summary(progress(State.SUCCEEDED, true, 0), false))
                .isEqualTo("copied 5 files, 256 MiB in 8.0 s, 32.0 MiB/s; 2 kept");
        assertThat(text.summary(progress(State.FAILED, true, 3), false))
                .isEqualTo("copied 5 files, 256 MiB in 8.0 s, 32.0 MiB/s; 2 kept; 3 failed");
        assertThat(text.summary(progress(State.CANCELLED, true, 0), false))
                .isEqualTo("stopped after 5 files, 256 MiB in 8.0 s, 32.0 MiB/s; 2 kept; none is half copied");
        assertThat(text.summary(progress(State.SUCCEEDED, true, 0), true))
                .isEqualTo("would copy 5 files, 1.00 GiB; 2 kept");
    }
}
