package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.IORING_OP_FTRUNCATE;

import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import java.util.BitSet;

/// Rings as Linux 5.11 gives them, without all that the library can do without.
public final class OldRings extends Circumstances {

    private OldRings() {}

    /// @param blocking as for [UringEngine]
    public static Engine engine(EngineSettings settings, Engine blocking) {
        return new UringEngine(settings, blocking, new OldRings());
    }

    @Override
    int setupFlags(int wished) {
        return 0;
    }

    @Override
    KernelFeatures features(KernelFeatures found) {
        if (UringFeature.DEFER_TASKRUN.isIn(found)) throw new AssertionError("not old: " + found);
        var opcodes = (BitSet) found.opcodes().clone();
        opcodes.clear(IORING_OP_FTRUNCATE);
        return new KernelFeatures(found.setupFlags(), found.features(), opcodes, 0, false, found.lockedDown());
    }
}
