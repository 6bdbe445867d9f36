package dev.tidemill.engine;

import dev.tidemill.stress.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Permits that lapse are two numbers, of which nobody sees one without the other.
@Timeout(600)
public class LapsedPermitsModelTest {

    private final Permits permits = new Permits(2);

    @Operation
    public boolean tryAcquire() {
        return permits.tryAcquire();
    }

    @Operation
    public void release() {
        permits.release();
    }

    @Operation
    public void lapse() {
        permits.lapse();
    }

    @Operation
    public void releaseLapsed() {
        permits.releaseLapsed();
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
    void theyAreTwoNumbersAndADoor() {
        ModelCheck.all(LapsedPermitsModelTest.class, TwoNumbersAndDoor.class);
    }

    /// What that means, without threads. More may lapse and come back than were taken.
    public static class TwoNumbersAndDoor {

        private int taken;
        private int lapsed;
        private boolean closed;

        public boolean tryAcquire() {
            boolean acquired = !closed && taken < 2;
            taken += acquired ? 1 : 0;
            return acquired;
        }

        public void release() {
            taken--;
        }

        public void lapse() {
            lapsed++;
        }

        public void releaseLapsed() {
            lapsed--;
            taken--;
        }

        public void close() {
            closed = true;
        }

        public int used() {
            return taken - lapsed;
        }

        public boolean areOver() {
            return closed && taken == 0;
        }
    }
}
