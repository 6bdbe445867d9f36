package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.nio.file.Path;

/// As on a server that says only when a file is closed that it could not be written.
final class WhereClosingFails extends FaultProgram {

    public static void main(String[] arguments) throws Exception {
        new WhereClosingFails().start(arguments[0]);
    }

    @Override
    void run(Path folder) throws Exception {
        Path path = folder.resolve("closed");
        AsyncFile file = AsyncFile.open(io, path, WRITE, CREATE).await();
        file.writeFully(new byte[10], 0).await();
        var e = fails(path, "EIO", file::close);
        check(e.getMessage().equals(path + ": close failed: EIO (Input/output error)"), e.getMessage());
    }
}
