package dev.tidemill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PendingOperationTest {

    private static final int BYTES = 8;

    /// A read that is over when the test says so.
    private static final class Read extends PendingOperation<Integer> {

        Read(FileHandle file, ByteBuffer target) {
            super(new Operation.Read(file, MemorySegment.ofArray(new byte[BYTES]), 0, target));
        }

        void end() {
            if (!admit() || !begin() || !endWithValue(BYTES, BYTES)) throw new AssertionError("it was over already");
        }

        @Override
        protected void stopStarted() {
            // nobody asks
        }

        @Override
        protected void lastWordSaid(boolean admitted, boolean begun) {
            // nobody counts
        }
    }

    private static FileHandle file() {
        return new DescriptorHandle(-1, NativePath.of(Path.of("a")), OpenMode.READ, FileKind.REGULAR, 0, _ -> {});
    }

    /// A caller who changes a buffer that is in use makes a mistake. But who carries the operation
    /// out must not stumble over it, and the task has to end.
    @Test
    void theLimitOfABufferMayChangeWhileItsPositionIsMoved() throws Exception {
        FileHandle file = file();
        ByteBuffer target = ByteBuffer.allocate(2 * BYTES);
        var over = new AtomicBoolean();
        var changing = new CountDownLatch(1);
        Thread caller = Thread.ofPlatform().start(() -> {
            changing.countDown();
            while (!over.get()) target.limit(target.limit() == 0 ? target.capacity() : 0);
        });
        try {
            changing.await();
            for (int i = 0; i < 1_000_000; i++) {
                if (!file.acquire()) throw new AssertionError("closed");
                var read = new Read(file, target);
                read.end();
                if (!read.isDone()) throw new AssertionError("not done: " + read);
            }
        } finally {
            over.set(true);
            caller.join();
        }
        assertThat(file.usesByOperations()).isZero();
    }

    @Test
    void thePositionOfABufferStaysInsideOfIt() {
        FileHandle file = file();
        ByteBuffer target = ByteBuffer.allocate(BYTES);
        assertThat(file.acquire()).isTrue();
        var read = new Read(file, target);
        target.position(BYTES - 1);
        read.end();
        assertThat(target.position()).isEqualTo(BYTES);
        assertThat(read.isDone()).isTrue();
    }
}
