package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Ten files at once, written and read; in two ways to look at failures.
final class TenFiles {

    private TenFiles() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments.length > 0 ? arguments[0] : ".");
        try {
            write(folder);
        } catch (IOException e) { // the first failure; the other files were written all the same
            System.err.println(e.getMessage());
            for (Throwable other : e.getSuppressed()) System.err.println(other.getMessage());
            System.exit(1);
        }
        var paths = IntStream.rangeClosed(1, 11)
                .mapToObj(i -> folder.resolve("file-%02d.txt".formatted(i)))
                .toList();
        read(paths).forEach(System.out::print); // the eleventh is missing
    }

    static void write(Path folder) throws IOException, InterruptedException {
        // @start region=tenFiles
        var writes = IntStream.rangeClosed(1, 10)
                .mapToObj(i ->
                        AsyncFiles.writeString(folder.resolve("file-%02d.txt".formatted(i)), "In file " + i + "\n"))
                .toList();
        Tasks.whenAll(writes).await(); // all ten have ended; the first failure is thrown as it was
        // @end
    }

    /// Thousands of small files, as one operation each for all of them.
    static void copyAll(List<Path> sources, Path folder) throws InterruptedException, IOException {
        // @start region=manyFiles
        Map<Path, byte[]> copies = new LinkedHashMap<>();
        List<Outcome<byte[]>> contents = AsyncFiles.readAll(sources).await(); // in the order of the paths
        for (int i = 0; i < sources.size(); i++) {
            switch (contents.get(i)) {
                case Outcome.Succeeded<byte[]>(byte[] bytes) ->
                    copies.put(folder.resolve(sources.get(i).getFileName()), bytes);
                case Outcome.Failed<byte[]>(var failure) -> report(failure.toException()); // names its file
                case Outcome.Cancelled<byte[]>(var cancellation) -> report(cancellation.toException());
            }
        }
        for (Outcome<Void> written : AsyncFiles.writeAll(copies).await()) {
            if (written instanceof Outcome.Failed<Void>(var failure)) report(failure.toException());
        }
        // @end
    }

    private static void report(Exception failure) {
        System.err.println(failure.getMessage());
    }

    /// What could be read; each file that could not is reported, and stops none of the others.
    static List<String> read(List<Path> paths) throws InterruptedException {
        List<Task<String>> reads = paths.stream().map(AsyncFiles::readString).toList();
        List<String> texts = new ArrayList<>();
        for (Task<String> read : reads) {
            switch (read.outcome()) {
                case Outcome.Succeeded<String>(String text) -> texts.add(text);
                case Outcome.Failed<String>(var failure) ->
                    System.err.println(failure.toException().getMessage());
                case Outcome.Cancelled<String>(var cancellation) ->
                    System.err.println(cancellation.toException().getMessage());
            }
        }
        return texts;
    }
}
