package dev.tidemill.bench;

/// A side cannot take its turn; the comparison goes on without it.
final class SideFailedException extends Exception {

    private static final long serialVersionUID = 1;

    private final String reason;

    SideFailedException(String reason) {
        super(reason.strip());
        this.reason = reason.strip();
    }

    /// One line for the table.
    String reason() {
        return reason;
    }
}
