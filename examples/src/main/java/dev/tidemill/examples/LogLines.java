package dev.tidemill.examples;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import dev.tidemill.text.LineTooLongException;
import dev.tidemill.text.TextReader;
import dev.tidemill.text.TextReaderConfig;
import dev.tidemill.text.TextWriter;
import java.io.IOException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Flow;

/// A large log, line by line, in a memory that does not grow with it.
final class LogLines {

    private LogLines() {}

    public static void main(String[] arguments) throws Exception {
        Path log = Path.of(arguments[0]);
        System.out.println(errors(log) + " errors");
        System.out.println(leftOut(log, 1_000) + " lines are too long");
        copyErrors(log, Path.of(log + ".errors"));
        var indexer = new Indexer();
        try (var reader = TextReader.open(log).await()) {
            reader.lines().subscribe(indexer);
            System.out.println(indexer.done().await() + " words");
        }
        System.out.println(lineCounts(List.of(log, Path.of(log + ".errors"))).values());
    }

    static long errors(Path log) throws IOException, InterruptedException {
        long errors = 0;
        try (var reader = TextReader.open(log).await()) {
            for (String line; (line = reader.readLine().await()) != null; ) {
                if (line.contains(" ERROR ")) errors++;
            }
        }
        return errors;
    }

    static void copyErrors(Path log, Path target) throws IOException, InterruptedException {
        try (var reader = TextReader.open(log).await();
                var writer = TextWriter.open(target).await()) {
            for (String line : reader.lines()) {
                if (line.contains(" ERROR ")) writer.writeLine(line).await();
            }
        }
    }

    /// Whoever sends a line of a gigabyte does not get it into our memory.
    static int leftOut(Path log, int maxLineLength) throws IOException, InterruptedException {
        var config = TextReaderConfig.DEFAULT
                .withMaxLineLength(maxLineLength)
                .withOnMalformed(CodingErrorAction.REPLACE); // bytes that are no UTF-8 become U+FFFD
        int leftOut = 0;
        try (var reader = TextReader.open(log, config).await()) {
            while (true) {
                try {
                    if (reader.readLine().await() == null) return leftOut;
                } catch (LineTooLongException e) {
                    reader.skipLine().await();
                    leftOut++;
                }
            }
        }
    }

    /// Many files in one expression, 64 at a time; a failure names its file.
    static Map<Path, Integer> lineCounts(List<Path> logs) throws IOException, InterruptedException {
        var counts = new TreeMap<Path, Integer>();
        List<Integer> sizes = Tasks.map(
                        logs, 64, log -> AsyncFiles.readAllLines(log).thenApply(List::size))
                .await(); // in the order of the files
        for (int i = 0; i < logs.size(); i++) counts.put(logs.get(i), sizes.get(i));
        return counts;
    }

    /// Takes lines as fast as it can use them: so fast is the file read.
    private static final class Indexer implements Flow.Subscriber<String> {

        private static final int AT_ONCE = 256;

        private final TaskSource<Long> done = new TaskSource<>();
        private long words;
        private int left;
        private Flow.@Nullable Subscription subscription;

        Task<Long> done() {
            return done.task();
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            more();
        }

        private void more() {
            left = AT_ONCE;
            if (subscription != null) subscription.request(AT_ONCE);
        }

        @Override
        public void onNext(String line) {
            words += line.split(" ").length; // may wait: this is a virtual thread
            if (--left == 0) more();
        }

        @Override
        public void onError(Throwable failure) {
            done.fail(failure);
        }

        @Override
        public void onComplete() {
            done.succeed(words);
        }
    }
}
