package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.Operation.ReadFile;
import dev.tidemill.engine.Operation.WriteFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Those of many files that have become tasks of their own, because they take more than a few short
/// calls. The batch has their outcomes when they end, and they are stopped with it.
final class HandedOn<T> {

    private static final int STREAM_BYTES = 8192;

    private final PooledNames<T> names;
    private final PortableEngine engine;
    private final Set<Task<T>> tasks = ConcurrentHashMap.newKeySet();

    HandedOn(PooledNames<T> names) {
        this.names = names;
        engine = names.engine;
    }

    /// Carries out one whose file is not open. It is done on this thread, unless it has to wait for
    /// others.
    void carryOut(int number, Operation.OnName<T> operation) {
        PooledFile<T> file = file(operation);
        boolean admitted = engine.admit(file, CancellationToken.none());
        follow(number, file); // not before: what is stopped earlier would be counted as pending for ever
        if (admitted) file.work();
    }

    @SuppressWarnings("unchecked") // each operation says what it gives, and so does what carries it out
    private PooledFile<T> file(Operation.OnName<T> operation) {
        return (PooledFile<T>)
                switch (operation) {
                    case ReadFile read -> new PooledReadFile(engine, read);
                    case WriteFile write -> new PooledWriteFile(engine, write);
                    case NameOperation<T> name -> throw new AssertionError("no file: " + name.describe());
                };
    }

    /// Reads or writes one that has turned out to be a stream. What waits for its other side can be
    /// stopped, and holds up nobody.
    ///
    /// @param stream goes over to this
    /// @param transferred bytes that are written
    void use(int number, Operation.OnName<T> operation, FileHandle stream, long transferred) {
        Task<T> task = Task.run(() -> use(operation, stream, transferred));
        task.whenCompleteAsync((_, _) -> stream.closeAfterPending().forget(), Tasks.inline()) // if it never began, too
                .forget();
        follow(number, task);
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // as above; Void has no other value
    private T use(Operation.OnName<T> operation, FileHandle stream, long transferred)
            throws IOException, InterruptedException {
        switch (operation) {
            case ReadFile _ -> {
                return (T) readToEnd(stream);
            }
            case WriteFile write -> {
                MemorySegment rest = write.source().asSlice(transferred);
                engine.call(new Operation.WriteFully(stream, rest, transferred, null));
                return null;
            }
            case NameOperation<T> name -> throw new AssertionError("no file: " + name.describe());
        }
    }

    private byte[] readToEnd(FileHandle stream) throws IOException, InterruptedException {
        var bytes = new ByteArrayOutputStream();
        byte[] piece = new byte[STREAM_BYTES];
        for (; ; ) {
            int read = engine.call(new Operation.Read(stream, MemorySegment.ofArray(piece), bytes.size(), null));
            if (read == 0) return bytes.toByteArray();
            bytes.write(piece, 0, read);
        }
    }

    private void follow(int number, Task<T> task) {
        tasks.add(task);
        task.whenCompleteAsync((_, _) -> ended(number, task), Tasks.inline()).forget();
        if (names.isToStop()) names.stopToo(task); // whoever stops all may have looked before
    }

    private void ended(int number, Task<T> task) {
        tasks.remove(task);
        names.ended(number, task.outcomeNow());
    }

    /// All of them are to stop, as the batch is.
    void stop() {
        for (Task<T> task : tasks) names.stopToo(task);
    }
}
