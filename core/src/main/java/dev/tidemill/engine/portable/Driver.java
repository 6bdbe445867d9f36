package dev.tidemill.engine.portable;

/// How the portable engine reaches files.
public enum Driver {

    /// Linux: system calls, from threads that may block and from one that waits for what can be
    /// polled.
    SYSTEM_CALLS,

    /// The JDK's file channels, from threads that may block.
    CHANNELS,

    /// Windows: the JDK's asynchronous file channels, which wait at a completion port; all else as
    /// with [#CHANNELS].
    COMPLETION_PORTS;

    /// The best one there is.
    ///
    /// @param osName the system property `os.name`
    /// @param systemCalls whether this JVM lets us make system calls, and knows how
    static Driver choose(String osName, boolean systemCalls) {
        if (systemCalls) return SYSTEM_CALLS;
        return osName.startsWith("Windows") ? COMPLETION_PORTS : CHANNELS;
    }
}
