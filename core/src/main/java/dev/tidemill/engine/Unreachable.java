package dev.tidemill.engine;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import java.util.function.BooleanSupplier;

/// What was never closed, and cannot be any more because nobody can reach it.
public final class Unreachable {

    private static final System.Logger LOG = System.getLogger("dev.tidemill.file");

    /// With a thread of its own. A virtual one would bring four of the JDK's where nobody else uses
    /// any, and the thread of a ring sleeps as long as nothing is asked of it.
    public static final Cleaner CLEANER =
            Cleaner.create(Thread.ofPlatform().name("tidemill-cleaner").daemon().factory());

    private Unreachable() {}

    /// Closes something when nobody can reach `object` any more, and says so.
    ///
    /// @param name for the message; like the others it must not lead to `object`
    /// @param isClosed whether somebody has closed it
    /// @return to be cleaned when it was closed
    public static Cleaner.Cleanable closing(Object object, String name, BooleanSupplier isClosed, Runnable closing) {
        return CLEANER.register(object, () -> {
            if (isClosed.getAsBoolean()) return;
            LOG.log(Level.WARNING, "{0} was never closed and is not reachable any more; it is closed now", name);
            closing.run();
        });
    }
}
