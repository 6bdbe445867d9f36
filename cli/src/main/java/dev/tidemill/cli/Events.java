package dev.tidemill.cli;

import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.RunningFile;
import java.io.IOException;
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

/// What all commands tell programs in the same way: a line of JSON for each event. What it has is a
/// contract: components are added, and never renamed or taken away.
final class Events {

    static final Duration BETWEEN = Duration.ofMillis(500);

    private final PrintStream out;

    Events(PrintStream out) {
        this.out = out;
    }

    /// All threads.
    void write(Record event) {
        out.println(Json.of(event)); // one call: lines of several threads do not mix
        out.flush();
    }

    private record Broken(String event, Instant time, String reason, String exception) {}

    /// All of it failed, and not an entry of it.
    void broken(IOException e) {
        write(new Broken("broken", Instant.now(), Complaint.of(e), e.getClass().getSimpleName()));
    }

    /// A name as text; if it is not UTF-8 as far as it can be shown, and all its bytes in
    /// hexadecimal.
    record Name(String text, Optional<String> bytes) {
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

    /// How far a file is.
    record Running(
            Name source,
            Name target,
            long transferredBytes,
            long totalBytes,
            double bytesPerSecond,
            boolean isSyncing) {
        static List<Running> of(List<RunningFile> files) {
            return files.stream().map(Running::of).toList();
        }

        private static Running of(RunningFile file) {
            return new Running(
                    Name.of(file.source()),
                    Name.of(file.target()),
                    file.transferredBytes(),
                    file.totalBytes(),
                    file.bytesPerSecond(),
                    file.isSyncing());
        }
    }

    /// How far it is.
    record Numbers(
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
}
