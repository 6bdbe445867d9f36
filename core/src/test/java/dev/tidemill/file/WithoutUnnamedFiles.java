package dev.tidemill.file;

import dev.tidemill.SeccompFilter;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// As on a file system that does not know files without a name: one that had a name for a moment
/// does the same, but can be given none.
final class WithoutUnnamedFiles extends FaultProgram {

    public static void main(String[] arguments) throws Throwable {
        SeccompFilter.forbidUnnamedFiles();
        new WithoutUnnamedFiles().start(arguments[0]);
    }

    @Override
    void run(Path folder) throws Exception {
        byte[] content = content(1, 100_000);
        try (AsyncFile file =
                AsyncFile.anonymous(io, folder, CancellationToken.none()).await()) {
            check(isEmpty(folder), "the name is still there");
            file.writeFully(content, 0).await();
            byte[] read = new byte[content.length];
            file.readFully(read, 0).await();
            check(Arrays.equals(content, read), "other bytes were read");
            try {
                file.linkTo(folder.resolve("name")).await();
                throw new AssertionError("it has a name");
            } catch (FileSystemException e) {
                check(e.getMessage().contains("has no files to which a name can be given"), e.getMessage());
            }
        }
        check(isEmpty(folder), "something is left");
        Path missing = folder.resolve("missing");
        fails(missing, "ENOENT", () -> {
            var _ = AsyncFile.anonymous(io, missing, CancellationToken.none()).await();
        });
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var names = Files.list(folder)) {
            return names.findAny().isEmpty();
        }
    }
}
