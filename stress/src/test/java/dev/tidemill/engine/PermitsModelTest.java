package dev.tidemill.engine;

import dev.tidemill.stress.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Permits are a number, which may go below 0 for those who must not wait, and a door that closes.
///
/// Waiting for one is no step of the number: [PermitsStress] tries that out.
@Timeout(600)
public class PermitsModelTest {

    private final Permits permits = new Permits(1);

    @Operation
    public boolean tryAcquire() {
        return permits.tryAcquire();
    }

    @Operation
    public boolean acquireAnyway() {
        return permits.acquireAnyway(new CountedRead());
    }

    @Operation
    public void release() {
        permits.release();
    }

    @Operation
    public void close() {
        permits.close();
    }

    @Operation
    public int used() {
        return permits.used();
    }

    @Operation
    public boolean areOver() {
        return permits.areOver();
    }

    @Test
    void theyAreANumberAndADoor() {
        ModelCheck.all(PermitsModelTest.class, NumberAndDoor.class);
    }

    /// What that means, without threads. More may come back than were taken: it is only a number.
    public static class NumberAndDoor {

        private int used;
        private boolean closed;

        public boolean tryAcquire() {
            boolean acquired = !closed && used < 1;
            used += acquired ? 1 : 0;
            return acquired;
        }

        public boolean acquireAnyway() {
            used += closed ? 0 : 1;
            return !closed;
        }

        public void release() {
            used--;
        }

        public void close() {
            closed = true;
        }

        public int used() {
            return used;
        }

        public boolean areOver() {
            return closed && used == 0;
        }
    }
}
