package dev.tidemill.task;

import dev.tidemill.stress.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A callback is called once by the one who cancels, or taken back.
///
/// The flag is set before the first callback is called, so a look at the flag, or a second
/// canceller, says nothing about callbacks: those are in [TokenFlagModelTest].
@Timeout(600)
public class TokenCallbackModelTest {

    private final CancellationToken token = new CancellationToken();
    private volatile int calls;
    private final CancellationToken.Registration older = token.onCancel(this::count);
    private final CancellationToken.Registration newer = token.onCancel(this::count);

    @SuppressWarnings("NonAtomicVolatileUpdate") // one after the other, or the model finds it
    private void count() {
        calls++;
    }

    /// @return how often callbacks were called: all of them, when this returns
    @Operation(runOnce = true)
    public int cancel() {
        boolean _ = token.cancel(CancellationReason.Requested.SILENTLY);
        return calls;
    }

    @Operation
    public boolean unregisterOlder() {
        return older.unregister();
    }

    @Operation
    public boolean unregisterNewer() {
        return newer.unregister();
    }

    /// Waits for its end if it is being called.
    @Operation(blocking = true)
    public void closeNewer() {
        newer.close();
    }

    @Test
    void itIsCalledOnceOrTakenBack() {
        ModelCheck.all(TokenCallbackModelTest.class, TwoCallbacks.class);
    }

    /// What that means, without threads.
    public static class TwoCallbacks {

        private int calls;
        private boolean older = true;
        private boolean newer = true;

        public int cancel() {
            calls += unregisterOlder() ? 1 : 0;
            calls += unregisterNewer() ? 1 : 0;
            return calls;
        }

        public boolean unregisterOlder() {
            boolean was = older;
            older = false;
            return was;
        }

        public boolean unregisterNewer() {
            boolean was = newer;
            newer = false;
            return was;
        }

        public void closeNewer() {
            newer = false;
        }
    }
}
