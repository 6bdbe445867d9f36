package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.*;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FreshThread;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/// What this kernel gives to rings, found by making two small ones and closing them again.
///
/// @param features those the library knows how to use, the youngest first
/// @param opcodes how many kinds of operations it knows; those the library needs are among them
/// @param fileTable places in a ring's own table of files; 0 if it has none
/// @param locksDown whether a locked-down ring does what the library needs and refuses the rest
public record UringReport(List<Feature> features, int opcodes, int fileTable, boolean locksDown) {

    /// @param since the mainline kernel that has it first
    /// @param isImportant whether a newer kernel is worth it for this alone
    /// @param without what it costs to do without, as a clause
    public record Feature(String name, String since, boolean isPresent, boolean isImportant, String without) {}

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    public UringReport {
        features = List.copyOf(features);
    }

    /// @param settings what the rings are to be like
    /// @throws UringRefused if the kernel gives none
    /// @throws TimeoutException if the kernel does not answer
    public static UringReport of(EngineSettings settings) throws InterruptedException, TimeoutException {
        EngineSettings open = ProbeRing.likeOf(settings, false);
        EngineSettings lockedDown = ProbeRing.likeOf(settings, true);
        KernelFeatures found = FreshThread.call(() -> ProbeRing.features(open), PATIENCE);
        boolean locksDown = FreshThread.call(() -> locksDown(lockedDown), PATIENCE);
        List<Feature> features = new ArrayList<>();
        for (UringFeature feature : UringFeature.values()) {
            features.add(new Feature(
                    feature.name(), feature.since, feature.isIn(found), feature.isImportant, feature.without));
        }
        return new UringReport(features, found.opcodes().cardinality(), found.fileTable(), locksDown);
    }

    /// Whether an operation in use goes through such a ring, and another one is refused.
    private static boolean locksDown(EngineSettings settings) {
        try (Ring ring = ProbeRing.open(settings)) {
            KernelFeatures.prepare(ring, new Workers(ring, settings), settings);
            return result(ring, IORING_OP_NOP) == 0 && result(ring, IORING_OP_TIMEOUT) == -Errno.EACCES.number();
        } catch (UringRefused e) {
            return false;
        }
    }

    private static int result(Ring ring, int opcode) {
        Memory.putByte(ring.nextEntry() + Sqe.OPCODE, (byte) opcode);
        int[] result = {0};
        do {
            int taken = ring.enter(1);
            if (taken < 0 && taken != -Errno.EINTR.number()) return taken;
        } while (ring.reap((_, res) -> result[0] = res) == 0);
        return result[0];
    }
}
