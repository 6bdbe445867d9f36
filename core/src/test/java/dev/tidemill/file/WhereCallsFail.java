package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// System calls fail now and then in a way that passes: nobody notices.
final class WhereCallsFail extends FaultProgram {

    private static final int FILES = 100;

    public static void main(String[] arguments) throws Exception {
        new WhereCallsFail().start(arguments[0]);
    }

    @Override
    void run(Path folder) throws Exception {
        List<Task<Void>> writes = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            MemorySegment content = MemorySegment.ofArray(content(i, 1000 * i));
            writes.add(AsyncFiles.write(io, folder.resolve("file" + i), content, CancellationToken.none()));
        }
        Tasks.whenAll(writes).await();
        for (int i = 0; i < FILES; i++) {
            Path path = folder.resolve("file" + i);
            if (i % 2 == 0) evict(path);
            checkContent(path, content(i, 1000 * i));
            Files.delete(path);
        }
        Path path = folder.resolve("file");
        byte[] content = content(1, 3_000_000);
        try (AsyncFile file = AsyncFile.open(io, path, READ, WRITE, CREATE).await()) {
            file.writeFully(content, 0).await();
            file.force(true).await();
            evict(path);
            ByteBuffer target = ByteBuffer.allocate(content.length);
            file.readFully(target, 0).await();
            check(target.flip().equals(ByteBuffer.wrap(content)), "other bytes");
            file.truncate(10).await();
            check(file.size().await() == 10, "not truncated");
        }
        Files.delete(path);
    }
}
