package dev.tidemill.file;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
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
        check(
                failures(List.of(path, missing)).size() == 1,
                "of many files, one of which is missing, not just that one failed");
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
        List<Exception> ofMany = failures(List.of(path, path, path));
        check(ofMany.size() == 3, ofMany.size() + " of 3 files failed");
        for (Exception failure : ofMany) {
            String message = failure.getMessage();
            check(message.startsWith(path + ": ") && message.endsWith(advice), message);
        }
        open.removeLast().close();
        check(failures(List.of(path)).isEmpty(), "there is room for one, and it was not read");
        open.add(AsyncFile.open(io, path).await());
        for (AsyncFile file : open) file.close();
        checkContent(path, content(1, 10_000));
    }

    /// Those of the files that could not be read.
    private List<Exception> failures(List<Path> paths) throws Exception {
        List<Exception> failures = new ArrayList<>();
        for (Outcome<byte[]> outcome :
                AsyncFiles.readAll(io, paths, CancellationToken.none()).await()) {
            if (outcome instanceof Outcome.Failed<byte[]>(var failure)) failures.add(failure.toException());
        }
        return failures;
    }

    private static void checkReads(AsyncFile file) throws Exception {
        byte[] read = new byte[10_000];
        file.readFully(read, 0).await();
        check(Arrays.equals(read, content(1, 10_000)), "an open file has other bytes");
    }
}
