package dev.tidemill.cli;

/// What the process of a command ends with, and how its help says it.
final class ExitCodes {

    static final int GOOD = 0;
    static final int NOT_ALL_GOOD = 1;

    static final String HEADING = "%nExit codes:%n";

    // As picocli takes them: the number, and what it means.

    static final String WRONG_USE = "2:wrong use";
    static final String HUNG_UP = "129:the terminal was closed";
    static final String INTERRUPTED = "130:interrupted (Ctrl-C)";
    static final String TERMINATED = "143:terminated";

    private ExitCodes() {}
}
