package dev.tidemill.cli;

import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.RunningFile;
import dev.tidemill.transfer.TreeCopy;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What happens, for programs: a line of JSON for each event. `docs/guide/copy-events.md` is the
/// contract; components are added, and never renamed or taken away.
final class CopyEvents implements CopyReport {

    private static final Duration BETWEEN_EVENTS = Duration.ofMillis(500);

    private final PrintStream out;
    private final List<TreeCopy.Root> roots;
    private final boolean dryRun;
    private final boolean names;

    /// @param names whether each entry that was copied is an event
    CopyEvents(PrintStream out, List<TreeCopy.Root> roots, boolean dryRun, boolean names) {
        this.out = out;
        this.roots = roots;
        this.dryRun = dryRun;
        this.names = names;
    }

    /// A name as text; if it is not UTF-8 as far as it can be shown, and all its bytes in
    /// hexadecimal.
    private record Name(String text, Optional<String> bytes) {
        static Name of(Path path) {
            byte[] name = Arguments.bytes(path);
            try {
                return new Name(
                        StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(ByteBuffer.wrap(name))
                                .toString(),
                        Optional.empty());
            } catch (CharacterCodingException e) {
                return new Name(
                        new String(name, StandardCharsets.UTF_8),
                        Optional.of(HexFormat.of().formatHex(name)));
            }
        }
    }

    private record Root(Name source, Name target) {}

    private record Started(String event, Instant time, boolean dryRun, List<Root> roots) {}

    private record Numbers(
            String state,
            long transferredBytes,
            long totalBytes,
            boolean isTotalKnown,
            double bytesPerSecond,
            double meanBytesPerSecond,
            double elapsedSeconds,
            Optional<Double> remainingSeconds,
            long files,
            long keptFiles,
            long failedFiles,
            long totalFiles) {
        static Numbers of(Progress progress) {
            return new Numbers(
                    progress.state().name().toLowerCase(Locale.ROOT),
                    progress.transferredBytes(),
                    progress.totalBytes(),
                    progress.isTotalKnown(),
                    progress.bytesPerSecond(),
                    progress.meanBytesPerSecond(),
                    seconds(progress.elapsed()),
                    progress.remaining().map(Numbers::seconds),
                    progress.files(),
                    progress.keptFiles(),
                    progress.failedFiles(),
                    progress.totalFiles());
        }

        private static double seconds(Duration duration) {
            return duration.toMillis() / 1000.0;
        }
    }

    private record Running(Name source, Name target, long transferredBytes, long totalBytes) {
        static Running of(RunningFile file) {
            return new Running(
                    Name.of(file.source()), Name.of(file.target()), file.transferredBytes(), file.totalBytes());
        }
    }

    private record Moment(String event, Instant time, Numbers progress, List<Running> running) {}

    private record Copied(String event, Instant time, Name source, Name target) {}

    private record Failed(String event, Instant time, Name source, Name target, String reason, String exception) {}

    private record Ended(String event, Instant time, Numbers progress, int exitCode) {}

    @Override
    public void begin() {
        List<Root> all = roots.stream()
                .map(root -> new Root(Name.of(root.source()), Name.of(root.target())))
                .toList();
        write(new Started("started", Instant.now(), dryRun, all));
    }

    @Override
    public void follow(TreeCopy copy) {
        copy.onProgress(BETWEEN_EVENTS, progress -> {
            if (progress.state().isEnd()) return;
            List<Running> running = copy.running().stream().map(Running::of).toList();
            write(new Moment("progress", Instant.now(), Numbers.of(progress), running));
        });
    }

    @Override
    public void stopping() {
        // the end says it
    }

    @Override
    public boolean wantsCopied() {
        return names;
    }

    @Override
    public void copied(Path source, Path target) {
        write(new Copied("copied", Instant.now(), Name.of(source), Name.of(target)));
    }

    @Override
    public void failed(FailedEntry entry) {
        write(new Failed(
                "failed",
                Instant.now(),
                Name.of(entry.source()),
                Name.of(entry.target()),
                entry.reason(),
                entry.exception().getClass().getSimpleName()));
    }

    @Override
    public void end(Progress progress, int exitCode) {
        write(new Ended("ended", Instant.now(), Numbers.of(progress), exitCode));
    }

    private void write(Record event) {
        out.println(Json.of(event)); // one call: lines of several threads do not mix
        out.flush();
    }
}
