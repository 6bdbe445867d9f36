package dev.tidemill;

import dev.tidemill.engine.EngineSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/// Settings of an engine; one that exists is right.
///
/// Start from [#DEFAULT], or from [#fromSystemProperties()], which is what the shared engine does,
/// and change what should differ: `TidemillConfig.DEFAULT.withMaxInFlight(1000)`.
///
/// @param backend which engine; empty: io_uring where it works, otherwise portable
/// @param rings rings, each with one thread of its own, 1 to 64. One is enough for some 4
///     processors
/// @param maxInFlight operations each ring has in flight (the portable engine: in all), 16 to
///     32,768; then callers wait, and an operation of one that must not wait, as the event thread
///     of a window, fails with an [IllegalStateException]
/// @param boundedWorkers threads the kernel itself may use for each ring for files and disks, 1 to
///     1,024
/// @param unboundedWorkers threads the kernel itself may use for each ring for what else can only
///     block, 1 to 4,096
/// @param openFiles files that whole-file reads and writes keep open at the same time for each
///     ring, 1 to 4,096
/// @param blockingThreads threads for each mount for calls that can only block, and as many for
///     those of the program's own code, 1 to 1,024
/// @param lockedDown whether the kernel should refuse everything on the rings that the library does
///     not use; starting fails where it cannot
/// @param closeTimeout how long closing the engine waits for the last word on operations; 0 or more
public record TidemillConfig(
        Optional<Backend> backend,
        int rings,
        int maxInFlight,
        int boundedWorkers,
        int unboundedWorkers,
        int openFiles,
        int blockingThreads,
        boolean lockedDown,
        Duration closeTimeout) {

    /// What suits this machine: any backend, a ring for each 4 processors (1 to 8), 16,384
    /// operations in flight, 4 bounded workers and 4 blocking threads for each processor (8 to 64),
    /// 64 unbounded workers, 128 open files, not locked down, 30 seconds to close.
    public static final TidemillConfig DEFAULT =
            of(EngineSettings.forProcessors(Runtime.getRuntime().availableProcessors()));

    public TidemillConfig {
        Objects.requireNonNull(backend, "backend");
        Objects.requireNonNull(closeTimeout, "closeTimeout");
        check("rings", rings, 1, 64);
        check("maxInFlight", maxInFlight, 16, 32_768); // the kernel keeps 65,536 completions, two for each operation
        check("boundedWorkers", boundedWorkers, 1, 1024);
        check("unboundedWorkers", unboundedWorkers, 1, 4096);
        check("openFiles", openFiles, 1, 4096);
        check("blockingThreads", blockingThreads, 1, 1024);
        if (closeTimeout.isNegative())
            throw new IllegalArgumentException("closeTimeout is " + closeTimeout + "; must not be negative");
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; must be from " + least + " to " + most);
        }
    }

    private static TidemillConfig of(EngineSettings settings) {
        return new TidemillConfig(
                Optional.empty(),
                settings.rings(),
                settings.maxInFlight(),
                settings.boundedWorkers(),
                settings.unboundedWorkers(),
                settings.openFiles(),
                settings.blockingThreads(),
                settings.lockedDown(),
                settings.closeTimeout());
    }

    /// [#DEFAULT], changed by the system properties that are set: `tidemill.engine` (`auto`,
    /// `io_uring` or `portable`), `tidemill.rings`, `tidemill.maxInFlight`,
    /// `tidemill.boundedWorkers`, `tidemill.unboundedWorkers`, `tidemill.openFiles`,
    /// `tidemill.blockingThreads`, `tidemill.lockedDown` (`true` or `false`).
    ///
    /// @throws IllegalArgumentException if one has a value that cannot be
    public static TidemillConfig fromSystemProperties() {
        return DEFAULT.with(draft -> {
            draft.backend = backendProperty();
            draft.rings = number("rings", draft.rings);
            draft.maxInFlight = number("maxInFlight", draft.maxInFlight);
            draft.boundedWorkers = number("boundedWorkers", draft.boundedWorkers);
            draft.unboundedWorkers = number("unboundedWorkers", draft.unboundedWorkers);
            draft.openFiles = number("openFiles", draft.openFiles);
            draft.blockingThreads = number("blockingThreads", draft.blockingThreads);
            draft.lockedDown = Boolean.getBoolean("tidemill.lockedDown");
        });
    }

    private static Optional<Backend> backendProperty() {
        String value = System.getProperty("tidemill.engine", "auto");
        return switch (value) {
            case "auto" -> Optional.empty();
            case "io_uring" -> Optional.of(Backend.IO_URING);
            case "portable" -> Optional.of(Backend.PORTABLE);
            default ->
                throw new IllegalArgumentException(
                        "tidemill.engine is " + value + "; must be auto, io_uring or portable");
        };
    }

    private static int number(String name, int otherwise) {
        String value = System.getProperty("tidemill." + name);
        if (value == null) return otherwise;
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("tidemill." + name + " is " + value + "; must be a number", e);
        }
    }

    /// @param backend the only one to use; starting fails where it does not work
    public TidemillConfig withBackend(Backend backend) {
        return withBackend(Optional.of(backend));
    }

    /// @param backend empty: io_uring where it works, otherwise portable
    public TidemillConfig withBackend(Optional<Backend> backend) {
        return with(draft -> draft.backend = backend);
    }

    /// See [#rings()].
    public TidemillConfig withRings(int rings) {
        return with(draft -> draft.rings = rings);
    }

    /// See [#maxInFlight()].
    public TidemillConfig withMaxInFlight(int maxInFlight) {
        return with(draft -> draft.maxInFlight = maxInFlight);
    }

    /// See [#boundedWorkers()] and [#unboundedWorkers()].
    public TidemillConfig withWorkers(int boundedWorkers, int unboundedWorkers) {
        return with(draft -> {
            draft.boundedWorkers = boundedWorkers;
            draft.unboundedWorkers = unboundedWorkers;
        });
    }

    /// See [#openFiles()].
    public TidemillConfig withOpenFiles(int openFiles) {
        return with(draft -> draft.openFiles = openFiles);
    }

    /// See [#blockingThreads()].
    public TidemillConfig withBlockingThreads(int blockingThreads) {
        return with(draft -> draft.blockingThreads = blockingThreads);
    }

    /// See [#lockedDown()].
    public TidemillConfig withLockedDown(boolean lockedDown) {
        return with(draft -> draft.lockedDown = lockedDown);
    }

    /// See [#closeTimeout()].
    public TidemillConfig withCloseTimeout(Duration closeTimeout) {
        return with(draft -> draft.closeTimeout = closeTimeout);
    }

    private TidemillConfig with(Consumer<Draft> change) {
        var draft = new Draft(this);
        change.accept(draft);
        return draft.finished();
    }

    /// A copy in which one thing or another can be changed.
    private static final class Draft {
        Optional<Backend> backend;
        int rings;
        int maxInFlight;
        int boundedWorkers;
        int unboundedWorkers;
        int openFiles;
        int blockingThreads;
        boolean lockedDown;
        Duration closeTimeout;

        Draft(TidemillConfig config) {
            backend = config.backend;
            rings = config.rings;
            maxInFlight = config.maxInFlight;
            boundedWorkers = config.boundedWorkers;
            unboundedWorkers = config.unboundedWorkers;
            openFiles = config.openFiles;
            blockingThreads = config.blockingThreads;
            lockedDown = config.lockedDown;
            closeTimeout = config.closeTimeout;
        }

        TidemillConfig finished() {
            return new TidemillConfig(
                    backend,
                    rings,
                    maxInFlight,
                    boundedWorkers,
                    unboundedWorkers,
                    openFiles,
                    blockingThreads,
                    lockedDown,
                    closeTimeout);
        }
    }

    EngineSettings toEngineSettings() {
        int completions = Integer.highestOneBit(maxInFlight * 2 - 1) * 2; // the next power of two
        return new EngineSettings(
                rings,
                256,
                Math.max(completions, 512),
                maxInFlight,
                boundedWorkers,
                unboundedWorkers,
                openFiles,
                blockingThreads,
                lockedDown,
                closeTimeout);
    }
}
