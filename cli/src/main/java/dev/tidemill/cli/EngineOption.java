package dev.tidemill.cli;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.annotation.Nullable;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The option that chooses the engine, the same for each command.
final class EngineOption {

    private final CommandSpec spec;
    private final Supplier<@Nullable String> name;

    /// @param spec the command that has it
    EngineOption(Options options, CommandSpec spec) {
        this.spec = spec;
        name = options.textOr(
                "TIDEMILL_ENGINE",
                "--engine",
                "ENGINE",
                "auto, io_uring or portable (default: $$TIDEMILL_ENGINE, or auto).");
    }

    /// The settings of this process, with the engine that was asked for.
    ///
    /// @throws ParameterException if there is no such engine
    TidemillConfig config() {
        try {
            TidemillConfig config = TidemillConfig.fromSystemProperties();
            String given = name.get();
            return given == null || given.isEmpty() ? config : config.withBackend(backend(given));
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
