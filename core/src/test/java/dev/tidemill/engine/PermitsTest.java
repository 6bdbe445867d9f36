package dev.tidemill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PermitsTest {

    private static final class Read extends PendingOperation<Integer> {

        Read(FileHandle file) {
            super(new Operation.Read(file, MemorySegment.ofArray(new byte[8]), 0, null));
            assertThat(file.acquire()).isTrue();
        }

        @Override
        protected void stopStarted() {
            throw new AssertionError("it never begins");
        }

        @Override
        protected void lastWordSaid(boolean admitted, boolean begun) {
            // nobody counts
        }
    }

    private final FileHandle file =
            new DescriptorHandle(-1, NativePath.of(Path.of("a")), OpenMode.READ, FileKind.REGULAR, 0, _ -> {});
    private final Permits permits = new Permits(2);

    @Test
    void whoMustNotWaitGetsMoreThanThereAre() {
        for (int i = 1; i <= 5; i++) {
            assertThat(permits.acquireAnyway(new Read(file))).isTrue();
            assertThat(permits.used()).isEqualTo(i);
        }
        assertThat(permits.tryAcquire()).isFalse();
    }

    @Test
    void whoeverComesAfterClosingIsRefused() throws Exception {
        assertThat(permits.tryAcquire()).isTrue();
        permits.close();
        assertThat(permits.tryAcquire()).isFalse();
        for (boolean waits : new boolean[] {false, true}) {
            Read read = new Read(file);
            assertThat(waits ? permits.acquireFor(read) : permits.acquireAnyway(read))
                    .isFalse();
            Assertions.assertThatThrownBy(read::await).isInstanceOf(AsynchronousCloseException.class);
        }
        assertThat(permits.areOver()).isFalse();
        permits.release();
        assertThat(permits.areOver()).isTrue();
    }

    @Test
    void theyAreNotOverBeforeTheyAreClosed() {
        assertThat(permits.used()).isZero();
        assertThat(permits.areOver()).isFalse();
    }

    /// Whoever finds that they are over may forget about operations: none has been permitted that
    /// has not been counted, and none will be.
    @Test
    void nobodyHasAPermitWhenTheyAreOver() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Permits few = new Permits(2);
            var working = new AtomicInteger();
            var ready = new CountDownLatch(2);
            List<Thread> users = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                users.add(Thread.ofPlatform().start(() -> {
                    ready.countDown();
                    while (true) {
                        working.getAndIncrement();
                        boolean permitted = few.tryAcquire();
                        if (!permitted) working.getAndDecrement();
                        if (!permitted && few.areOver()) return;
                        if (!permitted) continue;
                        working.getAndDecrement();
                        few.release();
                    }
                }));
            }
            ready.await();
            few.close();
            while (!few.areOver()) Thread.onSpinWait();
            for (Thread user : users) user.join();
            assertThat(working).hasValue(0);
            assertThat(few.tryAcquire()).isFalse();
        }
    }
}
