package dev.tidemill.cli;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.annotation.Nullable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.ParameterException;

/// The option that chooses the engine, the same for each command.
final class EngineOption {

    private static final String VARIABLE = "TIDEMILL_ENGINE";

    /// The engine that is wanted if nobody says which; null unless it was thought of early enough.
    private static @Nullable CompletableFuture<Tidemill> early;

    private final Options options;
    private final Supplier<@Nullable String> name;

    EngineOption(Options options) {
        this.options = options;
        name = options.choiceOr(
                VARIABLE,
                "--engine",
                "ENGINE",
                List.of("auto", "io_uring", "portable"),
                "auto, io_uring or portable (default: $$TIDEMILL_ENGINE, or auto).");
    }

    /// Starts the engine while the options are read, which takes as long, unless they may name one.
    /// For the thread that calls [#start] later, in a process that has nothing to do without it.
    static void startEarly(String... arguments) {
        boolean mayBeNamed = Stream.of(arguments).anyMatch(argument -> argument.startsWith("--e"));
        if (mayBeNamed || System.getenv(VARIABLE) != null) return;
        early = CompletableFuture.supplyAsync(
                () -> Tidemill.start(TidemillConfig.fromSystemProperties()),
                Thread.ofPlatform().name("tidemill-start").daemon()::start);
    }

    /// The settings of this process, with the engine that was asked for.
    ///
    /// @throws ParameterException if there is no such engine
    TidemillConfig config() {
        return options.understood(() -> {
            TidemillConfig config = TidemillConfig.fromSystemProperties();
            String given = name.get();
            return given == null || given.isEmpty() ? config : config.withBackend(backend(given));
        });
    }

    /// Starts the engine.
    ///
    /// @throws ParameterException if there is no such engine, or it cannot run here
    Tidemill start() {
        CompletableFuture<Tidemill> starting = early;
        early = null;
        try {
            return starting == null ? Tidemill.start(config()) : started(starting);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw options.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static Tidemill started(CompletableFuture<Tidemill> starting) {
        try {
            return starting.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
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
