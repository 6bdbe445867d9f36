package dev.tidemill.file;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A process that has as many files open as it may: the next one is refused with advice, the others
/// are of use as before, and when one is closed there is room for one.
final class WithoutDescriptors extends FaultProgram {

    public static void main(String[] arguments) throws Exception {
        new WithoutDescriptors().start(arguments[0]);
    }

    @Override
    void run(Path folder) throws Exception {
        Path path = Files.write(folder.resolve("file"), content(1, 10_000));
        Path missing = folder.resolve("missing");
        // what is needed is loaded now: a class of a test is a file, too
        fails(missing, "ENOENT", () -> AsyncFile.open(io, missing).await());
        AsyncFile first = AsyncFile.open(io, path).await();
        checkReads(first);
        first.close();

        List<AsyncFile> open = new ArrayList<>();
        var e = fails(path, "EMFILE", () -> {
            while (open.size() < 100_000) open.add(AsyncFile.open(io, path).await());
        });
        String advice = "; this process has as many files open as it may: raise `ulimit -n`";
        check(e.getMessage().endsWith(advice), e.getMessage());
        checkReads(open.getLast());
        open.removeLast().close();
        open.add(AsyncFile.open(io, path).await());
        for (AsyncFile file : open) file.close();
        checkContent(path, content(1, 10_000));
    }

    private static void checkReads(AsyncFile file) throws Exception {
        byte[] read = new byte[10_000];
        file.readFully(read, 0).await();
        check(Arrays.equals(read, content(1, 10_000)), "an open file has other bytes");
    }
}
