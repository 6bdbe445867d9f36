package dev.tidemill.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
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
    void oneThatHasLapsedIsNotUsedAndNotBack() {
        for (int i = 0; i < 2; i++) assertThat(permits.tryAcquire()).isTrue();
        permits.lapse();
        assertThat(permits.used()).isEqualTo(1);
        assertThat(permits.tryAcquire()).isFalse();
        permits.close();
        permits.release();
        assertThat(permits.used()).isZero();
        assertThat(permits.areOver()).isFalse();
        permits.releaseLapsed();
        assertThat(permits.used()).isZero();
        assertThat(permits.areOver()).isTrue();
    }

    /// The owner of a ring may find it before whoever stopped it has said so.
    @Test
    void oneMayBeBackBeforeItLapses() {
        assertThat(permits.acquireAnyway(new Read(file))).isTrue();
        permits.releaseLapsed();
        permits.lapse();
        assertThat(permits.used()).isZero();
        for (int i = 0; i < 2; i++) assertThat(permits.tryAcquire()).isTrue();
        assertThat(permits.tryAcquire()).isFalse();
    }

    @Test
    void theyAreNotOverBeforeTheyAreClosed() {
        assertThat(permits.used()).isZero();
        assertThat(permits.areOver()).isFalse();
    }
}
