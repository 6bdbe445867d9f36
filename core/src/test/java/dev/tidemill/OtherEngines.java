package dev.tidemill;

import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.Faults;
import dev.tidemill.engine.portable.FaultyCalls;
import dev.tidemill.engine.portable.PortableEngine;
import dev.tidemill.engine.uring.FaultyRings;
import dev.tidemill.engine.uring.OldRings;
import java.util.Optional;

/// Engines for tests, behind the public door.
public final class OtherEngines {

    private OtherEngines() {}

    /// One whose calls fail where `faults` says so.
    ///
    /// @param config names the backend
    public static Tidemill faulty(TidemillConfig config, Faults faults) {
        EngineSettings settings = config.toEngineSettings();
        Backend backend = config.backend().orElseThrow();
        Engine portable = FaultyCalls.engine(settings, faults);
        Engine engine = backend == Backend.PORTABLE ? portable : FaultyRings.engine(settings, portable, faults);
        return new Tidemill(engine, backend, Optional.empty(), false);
    }

    /// One on rings as an old kernel gives them.
    public static Tidemill old(TidemillConfig config) {
        EngineSettings settings = config.toEngineSettings();
        Engine engine = OldRings.engine(settings, new PortableEngine(settings));
        return new Tidemill(engine, Backend.IO_URING, Optional.empty(), false);
    }
}
