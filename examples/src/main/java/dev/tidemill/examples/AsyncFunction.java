package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The shape of an asynchronous function: a loop with an await in it, inside a try whose catch and
/// finally run once and in order. It is a plain method; a virtual thread runs it.
final class AsyncFunction {

    private AsyncFunction() {}

    public static void main(String[] arguments) throws Exception {
        List<Task<String>> lines = Arrays.stream(arguments)
                .map(argument -> Task.run(() -> firstLine(Path.of(argument)))) // all at once
                .toList();
        Tasks.whenAll(lines).await().forEach(System.out::println);
    }

    /// The first line of a text, however long it is; what can be read of it, if not all can.
    static String firstLine(Path path) throws InterruptedException {
        var line = new ByteArrayOutputStream();
        byte[] block = new byte[80];
        try (AsyncFile file = AsyncFile.open(path).await()) {
            int read;
            while ((read = file.read(block, line.size()).await()) > 0) {
                int length = lengthOfLine(block, read);
                line.write(block, 0, length);
                if (length < read) break; // the newline is in this block
            }
        } catch (IOException e) {
            System.err.println(e.getMessage());
        } finally {
            System.out.println(path + ": done");
        }
        return line.toString(UTF_8);
    }

    private static int lengthOfLine(byte[] block, int read) {
        int length = 0;
        while (length < read && block[length] != '\n') length++;
        return length;
    }
}
