package dev.tidemill.task;

/// Throws what the compiler would not let pass.
final class Sneaky {

    private Sneaky() {}

    @SuppressWarnings("unchecked")
    static <X extends Throwable> void rethrow(Throwable thrown) throws X {
        throw (X) thrown;
    }
}
