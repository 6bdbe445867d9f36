package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskScope;
import java.io.IOException;
import java.nio.file.Path;

/// Ten files that are written at the same time; whatever fails, each is closed after its last
/// operation, and nothing goes on behind the block.
@SuppressWarnings("FutureReturnValueIgnored") // the scope waits for what is added
final class ScopedFiles {

    private ScopedFiles() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : ".");
        try {
            write(folder);
        } catch (IOException e) { // the first failure; the other files were written all the same
            System.err.println(e.getMessage());
            for (Throwable other : e.getSuppressed()) System.err.println(other.getMessage());
            System.exit(1);
        }
        System.out.println(lengthOfBoth(folder.resolve("file-1"), folder.resolve("file-10")) + " bytes");
    }

    static void write(Path folder) throws IOException, InterruptedException {
        try (var scope = TaskScope.open()) {
            for (int i = 1; i <= 10; i++) {
                AsyncFile file = scope.own(AsyncFile.open(
                                folder.resolve("file-" + i), WRITE, CREATE, TRUNCATE_EXISTING, AsyncOption.EXCLUSIVE)
                        .await());
                scope.add(file.writeFully(UTF_16LE.encode("In file " + i), 0));
            }
            scope.await(); // the others finish too; then the first failure is thrown, and all files are closed
        }
    }

    /// Both or nothing: as soon as one cannot be read, the other is cancelled, in the kernel.
    static int lengthOfBoth(Path one, Path other) throws IOException, InterruptedException {
        try (var scope = TaskScope.failFast()) {
            Task<byte[]> first = scope.add(AsyncFiles.readAllBytes(one));
            Task<byte[]> second = scope.add(AsyncFiles.readAllBytes(other));
            scope.await();
            return first.resultNow().length + second.resultNow().length;
        }
    }
}
