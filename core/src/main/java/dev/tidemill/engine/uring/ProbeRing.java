package dev.tidemill.engine.uring;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.linux.LibC;
import java.time.Duration;

/// Small rings to try something with.
final class ProbeRing {

    private static final EngineSettings SMALL =
            new EngineSettings(1, 4, 8, 4, 1, 1, 1, 1, false, Duration.ofSeconds(1));

    private ProbeRing() {}

    /// A ring of the calling thread.
    ///
    /// @throws UringRefused if the kernel gives none
    static Ring open() {
        return open(SMALL);
    }

    static Ring open(EngineSettings settings) {
        String missing = LibC.unavailabilityCause();
        if (missing != null) throw new UringRefused(UringRefused.Reason.OTHER_PLATFORM, missing);
        return new Ring(settings);
    }

    /// What a ring of the calling thread can do.
    static KernelFeatures features(EngineSettings settings) {
        try (Ring ring = open(settings)) {
            return KernelFeatures.prepare(ring, new Workers(ring, settings), settings);
        }
    }

    /// What a small ring of the calling thread can do.
    static KernelFeatures features() {
        return features(SMALL);
    }

    /// The settings of a small ring that has what one with `settings` has.
    ///
    /// @param lockedDown whether it is to be locked down
    static EngineSettings likeOf(EngineSettings settings, boolean lockedDown) {
        return new EngineSettings(
                1,
                SMALL.submissionEntries(),
                SMALL.completionEntries(),
                SMALL.maxInFlight(),
                settings.boundedWorkers(),
                settings.unboundedWorkers(),
                settings.openFiles(),
                settings.blockingThreads(),
                lockedDown,
                settings.closeTimeout());
    }
}
