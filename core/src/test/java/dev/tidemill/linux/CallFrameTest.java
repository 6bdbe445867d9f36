package dev.tidemill.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallFrameTest {
    private static final long SCRATCH = 16; // in CallFrame.memory

    @Test
    void belongsToTheClaimerUntilItIsReleased() {
        CallFrame frame = CallFrame.claim();
        assertEquals(Thread.currentThread().threadId(), frame.owner());
        CallFrame another = CallFrame.claim();
        assertNotSame(frame, another);
        another.release();
        frame.release();
        assertEquals(0, frame.owner());
    }

    @Test
    void isReusedByTheSameThread() {
        CallFrame frame = CallFrame.claim();
        frame.release();
        CallFrame again = CallFrame.claim();
        again.release();
        assertSame(frame, again);
    }

    @Test
    void scratchIsAlignedAndInsideOfTheFrame() {
        CallFrame frame = CallFrame.claim();
        frame.release();
        assertEquals(0, frame.scratch % 16);
        assertEquals(frame.memory.address() + SCRATCH, frame.scratch);
        assertEquals(112, frame.memory.byteSize() - SCRATCH);
    }

    @Test
    void thereIsAFrameForEveryoneWhoNeedsOneAtTheSameTime() {
        List<CallFrame> claimed = new ArrayList<>();
        Set<Long> addresses = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            CallFrame frame = CallFrame.claim();
            claimed.add(frame);
            assertTrue(addresses.add(frame.scratch), "the same frame twice");
        }
        claimed.forEach(CallFrame::release);
    }

    @Test
    void isNeverShared() throws Exception {
        try (ExecutorService platform = Executors.newFixedThreadPool(8);
                ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> runs = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                runs.add(platform.submit(claimAndReleaseOften(20_000)));
            }
            for (int i = 0; i < 200; i++) {
                runs.add(virtual.submit(claimAndReleaseOften(1_000)));
            }
            for (Future<Void> run : runs) {
                run.get();
            }
        }
    }

    /// Leaves a mark in the frame, claims further ones, and finds its own mark again.
    private static Callable<Void> claimAndReleaseOften(int times) {
        return () -> {
            long self = Thread.currentThread().threadId();
            for (int i = 0; i < times; i++) {
                CallFrame frame = CallFrame.claim();
                frame.memory.set(ValueLayout.JAVA_LONG, SCRATCH, self);
                CallFrame another = CallFrame.claim();
                another.memory.set(ValueLayout.JAVA_LONG, SCRATCH, -self);
                assertEquals(self, frame.owner());
                assertEquals(self, frame.memory.get(ValueLayout.JAVA_LONG, SCRATCH));
                assertEquals(-self, another.memory.get(ValueLayout.JAVA_LONG, SCRATCH));
                another.release();
                frame.release();
                if (i % 64 == 0) {
                    Thread.yield(); // on another carrier from here on
                }
            }
            return null;
        };
    }
}
