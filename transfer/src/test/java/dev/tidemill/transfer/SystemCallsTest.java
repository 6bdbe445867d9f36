package dev.tidemill.transfer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.engine.DirectoryCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A directory to copy and a name for its copy, where there are system calls; and no part of a file
/// is left.
abstract class SystemCallsTest {

    @TempDir
    Path directory;

    Path source;
    Path target;

    @BeforeEach
    void callsAreThere() throws IOException {
        assumeTrue(DirectoryCalls.areAvailable(), "there are no system calls");
        source = Files.createDirectory(directory.resolve("source"));
        target = directory.resolve("target");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        PartFiles.assertNone(directory);
    }
}
