package dev.tidemill.program;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/// What a user's program does: it lies outside of the packages that are left out when the caller of
/// an operation is looked for.
public final class Program {

    private Program() {}

    /// Called "read" in the list.
    public static Task<Integer> read(AsyncFile file, MemorySegment target, long position) {
        return file.read(target, position);
    }

    /// Called "pause" in the list.
    public static Task<Void> pause(Duration duration) {
        return Tasks.delay(duration);
    }

    /// Called "lambda" something in the list, although a stream of the JDK lies in between.
    public static List<Task<Void>> pauses(int count, Duration duration) {
        return java.util.stream.IntStream.range(0, count)
                .mapToObj(_ -> Tasks.delay(duration))
                .toList();
    }
}
