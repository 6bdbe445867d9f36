package dev.tidemill;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.portable.PortableEngine;
import dev.tidemill.engine.uring.UringEngine;
import dev.tidemill.engine.uring.UringRefused;
import dev.tidemill.pending.Recorder;
import dev.tidemill.trace.TaskLogger;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.Optional;

/// A running engine.
///
/// Programs that need nothing special use [#shared()], and need not even say so: everything that
/// opens or reads files has a form without engine. One's own engine has its own threads and limits,
/// and is closed after use.
///
/// Which engine runs is decided once, when it starts: io_uring where the kernel gives it, otherwise
/// the portable one. Programs behave the same on both but for what the documentation of a method
/// says.
///
/// All methods may be called from any thread.
///
/// **Native access.** io_uring needs `--enable-native-access=dev.tidemill.core`; without the flag
/// the JVM warns, and where native access is denied (`--illegal-native-access=deny`) the portable
/// engine runs.
public final class Tidemill implements AutoCloseable {

    private final Engine engine;
    private final Backend backend;
    private final Optional<UnavailabilityCause> cause;
    private final boolean isShared;

    Tidemill(Engine engine, Backend backend, Optional<UnavailabilityCause> cause, boolean isShared) {
        this.engine = engine;
        this.backend = backend;
        this.cause = cause;
        this.isShared = isShared;
    }

    private static volatile @Nullable Tidemill shared;

    /// The engine that the whole program shares; started by the first call, with the settings of
    /// [TidemillConfig#fromSystemProperties()]. Its threads are daemons, and it is never closed.
    ///
    /// @throws IllegalStateException if `-Dtidemill.engine=io_uring` asks for what this machine
    ///     does not give
    /// @throws IllegalArgumentException if a system property has a value that cannot be
    public static Tidemill shared() {
        Tidemill running = shared;
        return running != null ? running : startShared();
    }

    /// Not as the constant of a class: everybody who asks is to get the same exception.
    private static synchronized Tidemill startShared() {
        Tidemill running = shared;
        if (running == null) shared = running = start(TidemillConfig.fromSystemProperties(), true);
        return running;
    }

    /// Starts an engine of one's own.
    ///
    /// @throws IllegalStateException if the configuration names io_uring and it is not available;
    ///     the message says why and what to do
    public static Tidemill start(TidemillConfig config) {
        return start(config, false);
    }

    private static Tidemill start(TidemillConfig config, boolean shared) {
        Objects.requireNonNull(config, "config");
        EngineSettings settings = config.toEngineSettings();
        if (Recorder.levelAtStart() != Recorder.OFF) TaskLogger.startedWithLevel();
        if (config.backend().equals(Optional.of(Backend.PORTABLE))) {
            Optional<UnavailabilityCause> cause = Optional.of(UringLimits.notWanted());
            return new Tidemill(new PortableEngine(settings), Backend.PORTABLE, cause, shared);
        }
        var portable = new PortableEngine(settings);
        UnavailabilityCause cause;
        try {
            var uring = new UringEngine(settings, portable);
            if (shared) uring.driveTimer();
            return new Tidemill(uring, Backend.IO_URING, Optional.empty(), shared);
        } catch (UringRefused e) {
            cause = UringLimits.whichRefused(e);
        }
        if (config.backend().isPresent()) {
            portable.close();
            throw new IllegalStateException("io_uring was asked for and is not available: " + cause);
        }
        System.getLogger("dev.tidemill").log(Level.INFO, "the portable engine runs: {0}", cause);
        return new Tidemill(portable, Backend.PORTABLE, Optional.of(cause), shared);
    }

    /// Which engine runs.
    public Backend backend() {
        return backend;
    }

    /// Why io_uring does not run here, and what to do about it; empty if it does.
    public Optional<UnavailabilityCause> unavailabilityCause() {
        return cause;
    }

    /// How many operations were started and are not done. One whose task is done is not among them,
    /// unless it was detached: then it is counted until its call has ended.
    public int pendingOperations() {
        return engine.pendingOperations();
    }

    /// The way in for our own packages: a type nobody else can name.
    ///
    /// @hidden
    @SuppressWarnings("exports")
    public Engine engine() {
        return engine;
    }

    /// Takes no new operations, cancels those that are pending, and waits until the kernel has had
    /// its last word on all of them, at most [TidemillConfig#closeTimeout()]. They end with
    /// [java.nio.channels.AsynchronousCloseException], or with their value if they came to it
    /// first, and are done when this returns; what is started from now on fails with
    /// [java.nio.channels.ClosedChannelException], also what could be answered from memory. Files
    /// stay open until they are closed themselves. An interrupt does not end the wait, and stays
    /// set. Closing twice is closing once.
    ///
    /// Memory of operations that have no last word by then is not released: it is leaked, and said
    /// in the log.
    ///
    /// @throws IllegalStateException if this is the shared engine, or on a
    ///     [dev.tidemill.task.NonBlockingThread]
    @Override
    public void close() {
        if (isShared) throw new IllegalStateException("the shared engine serves the whole program and is not closed");
        engine.close();
    }

    @Override
    public String toString() {
        return "Tidemill on " + backend;
    }
}
