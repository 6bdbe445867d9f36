package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.entry.PartName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// Looks for what must not be left behind.
public final class PartFiles {

    private PartFiles() {}

    public static void assertNone(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            assertThat(all.filter(PartName::matches)).as("left behind").isEmpty();
        }
    }
}
