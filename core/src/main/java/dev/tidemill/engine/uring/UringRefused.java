package dev.tidemill.engine.uring;

import dev.tidemill.linux.Errno;
import java.util.Objects;

/// There is no ring to be had, or none that we can use.
public final class UringRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    /// What kind of no it is.
    public enum Reason {
        /// The JVM does not let us call native functions.
        NO_NATIVE_ACCESS,
        /// Not Linux, or not an architecture whose layouts we know.
        OTHER_PLATFORM,
        /// There is io_uring, but without something that cannot be done without.
        TOO_OLD,
        /// The kernel said no; see [UringRefused#error()].
        ERRNO
    }

    private final Reason reason;
    private final String error;

    private UringRefused(Reason reason, String message, String error) {
        super(message);
        this.reason = reason;
        this.error = error;
    }

    UringRefused(Reason reason, String message) {
        this(reason, message, "");
    }

    /// @param call what was tried
    /// @param errno what the kernel answered, positive
    static UringRefused by(String call, int errno) {
        Errno error = Errno.of(errno);
        return new UringRefused(Reason.ERRNO, call + " failed: " + error, error.name());
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    public Reason reason() {
        return reason;
    }

    /// The name of the error the kernel gave, "EPERM"; empty if it was another reason.
    public String error() {
        return error;
    }
}
