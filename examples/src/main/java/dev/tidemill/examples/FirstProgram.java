package dev.tidemill.examples;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import java.nio.file.Path;

/// Writes a file and reads it back; says which engine did it.
final class FirstProgram {

    private FirstProgram() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "hello.txt");

        AsyncFiles.writeString(path, "Hello, kernel.\n").await();

        Task<String> reading = AsyncFiles.readString(path); // has begun
        System.out.println("on " + Tidemill.shared().backend());
        System.out.print(reading.await());
    }
}
