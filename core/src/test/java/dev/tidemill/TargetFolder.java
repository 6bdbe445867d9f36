package dev.tidemill;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/// Folders for tests below `target`: on the disk that holds the sources, while `/tmp` is often
/// memory.
public final class TargetFolder implements TempDirFactory {

    private static final Path PARENT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target/test-files");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext context) throws Exception {
        Files.createDirectories(PARENT);
        return Files.createTempDirectory(PARENT, "");
    }
}
