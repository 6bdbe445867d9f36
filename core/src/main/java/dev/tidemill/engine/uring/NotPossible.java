package dev.tidemill.engine.uring;

import dev.tidemill.linux.Errno;

/// What was to be found out cannot be found out here; the reason says why.
final class NotPossible extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String reason;

    NotPossible(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }

    /// @param result a negated errno
    static NotPossible refused(String what, long result) {
        return new NotPossible(what + " failed: " + Errno.of((int) -result));
    }
}
