package dev.tidemill.cli;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.annotation.Nullable;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The option that chooses the engine, the same for each command.
final class EngineOption {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--engine",
            paramLabel = "ENGINE",
            defaultValue = "${env:TIDEMILL_ENGINE}",
            description = "auto, io_uring or portable (default: $$TIDEMILL_ENGINE, or auto).")
    private @Nullable String name;

    EngineOption() {}

    /// The settings of this process, with the engine that was asked for.
    ///
    /// @throws ParameterException if there is no such engine
    TidemillConfig config() {
        try {
            TidemillConfig config = TidemillConfig.fromSystemProperties();
            return name == null || name.isEmpty() ? config : config.withBackend(backend(name));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /// Starts the engine.
    ///
    /// @throws ParameterException if there is no such engine, or it cannot run here
    Tidemill start() {
        try {
            return Tidemill.start(config());
        } catch (IllegalStateException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Backend> backend(String name) {
        if (name.equals("auto")) return Optional.empty();
        for (Backend backend : Backend.values()) {
            if (backend.toString().equals(name)) return Optional.of(backend);
        }
        throw new IllegalArgumentException("the engine is " + name + "; must be auto, io_uring or portable");
    }
}
