package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.file.AsyncFile;
import java.io.IOException;
import java.nio.file.Path;

/// A copy with a line in front of it, that nobody ever sees half done: it has no name before it is
/// whole. If the program dies, nothing is left of it.
final class WholeOrNotAtAll {

    private WholeOrNotAtAll() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: WholeOrNotAtAll SOURCE TARGET");
            System.exit(2);
        }
        System.out.println(copy(Path.of(arguments[0]), Path.of(arguments[1])) + " bytes");
    }

    /// @return bytes of the copy
    /// @throws java.nio.file.FileAlreadyExistsException if the target exists, which stays as it is
    static long copy(Path source, Path target) throws IOException, InterruptedException {
        Path directory = target.resolveSibling(""); // the same file system
        try (AsyncFile from = AsyncFile.open(source, READ).await();
                AsyncFile to = AsyncFile.anonymous(directory).await()) {
            byte[] line = ("copy of " + source.getFileName() + "\n").getBytes(UTF_8);
            to.writeFully(line, 0).await();
            long copied = from.copyTo(0, Long.MAX_VALUE, to, line.length).await();
            to.force(true).await(); // before the name: a crash leaves all of it, or nothing
            to.linkTo(target).await();
            return line.length + copied;
        }
    }
}
