package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// One task after the other, with nobody who waits in between: read, compress, write.
final class Continuations {

    private Continuations() {}

    public static void main(String[] arguments) throws Exception {
        List<Task<Long>> all = Arrays.stream(arguments)
                .map(argument -> compress(Path.of(argument)))
                .toList();
        for (Task<Long> one : all) {
            switch (one.outcome()) { // waits, and throws nothing
                case Outcome.Succeeded<Long>(var bytes) -> System.out.println(bytes + " bytes");
                case Outcome.Failed<Long>(var failure) ->
                    System.out.println(failure.toException().getMessage());
                case Outcome.Cancelled<Long>(var cancellation) ->
                    System.out.println(cancellation.toException().getMessage());
            }
        }
    }

    /// Writes `path` compressed beside it.
    ///
    /// @return how long that is
    static Task<Long> compress(Path path) {
        Path target = path.resolveSibling(path.getFileName() + ".gz");
        return AsyncFiles.readAllBytes(path)
                .then(bytes -> Task.compute(() -> compress(bytes))) // one thread a processor
                .then(compressed -> AsyncFiles.write(target, compressed).thenApply(_ -> (long) compressed.length));
    }

    /// Something else instead of a failure.
    static Task<String> readOrElse(Path path, String otherwise) {
        return AsyncFiles.readString(path)
                .exceptionallyCompose(failure ->
                        failure instanceof NoSuchFileException ? Task.completed(otherwise) : Task.failed(failure));
    }

    private static byte[] compress(byte[] bytes) throws IOException {
        var target = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(target)) {
            gzip.write(bytes);
        }
        return target.toByteArray();
    }
}
