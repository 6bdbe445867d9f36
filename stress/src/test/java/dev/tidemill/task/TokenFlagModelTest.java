package dev.tidemill.task;

import dev.tidemill.stress.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A token is a flag: one sets it, and who comes afterwards finds it set and is called at once.
@Timeout(600)
public class TokenFlagModelTest {

    private final CancellationToken token = new CancellationToken();

    @Operation
    public boolean cancel() {
        return token.cancel(CancellationReason.Requested.SILENTLY);
    }

    @Operation
    public boolean isCancelled() {
        return token.isCancelled();
    }

    /// @return whether it was called at once: then it cannot be taken back
    @Operation
    public boolean registerAndTakeBack() {
        boolean[] called = new boolean[1];
        boolean takenBack = token.onCancel(() -> called[0] = true).unregister();
        return !takenBack;
    }

    @Test
    void itIsAFlag() {
        ModelCheck.all(TokenFlagModelTest.class, Flag.class);
    }

    /// What that means, without threads.
    public static class Flag {

        private boolean cancelled;

        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            return first;
        }

        public boolean isCancelled() {
            return cancelled;
        }

        public boolean registerAndTakeBack() {
            return cancelled;
        }
    }
}
