package dev.tidemill;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Folders for tests of files that are in memory and on no disk.
public final class MemoryFolder implements TempDirFactory {

    private static final Path PARENT = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws Exception {
        return Files.createTempDirectory(PARENT, "tidemill-test-");
    }

    /// Whether there is memory for them.
    public static boolean isThere() throws Exception {
        return Files.isWritable(PARENT) && Files.getFileStore(PARENT).type().equals("tmpfs");
    }
}
