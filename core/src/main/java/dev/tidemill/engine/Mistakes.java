package dev.tidemill.engine;

import java.lang.System.Logger.Level;

/// The log of mistakes of ours, for threads that must not end because of one.
///
/// Where a log ends up is somebody else's code, and what it needs may be what has run out: memory,
/// or a descriptor to load a class with.
public final class Mistakes {

    private static final System.Logger LOG = System.getLogger("dev.tidemill.engine");

    private Mistakes() {}

    /// Throws nothing.
    ///
    /// @param what happened, or who goes on
    public static void log(String what, Throwable mistake) {
        try {
            LOG.log(Level.ERROR, what, mistake);
        } catch (Throwable e) {
            // there is nobody to tell
        }
    }

    /// Throws nothing.
    public static void log(String what) {
        try {
            LOG.log(Level.ERROR, what);
        } catch (Throwable e) {
            // there is nobody to tell
        }
    }
}
