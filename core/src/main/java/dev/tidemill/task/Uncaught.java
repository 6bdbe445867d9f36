package dev.tidemill.task;

/// What users' code throws where nobody is there who could be told.
final class Uncaught {

    private Uncaught() {}

    /// Gives it to the handler of this thread, which goes on. What the handler throws is dropped,
    /// as the JVM does at the end of a thread.
    static void handle(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable dropped) {
            // there is nobody left
        }
    }
}
