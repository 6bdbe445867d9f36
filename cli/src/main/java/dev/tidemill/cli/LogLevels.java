package dev.tidemill.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// What the log on stderr tells: warnings of the library. That the portable engine runs is nothing
/// new to somebody who runs the command every day, and `doctor` says it.
///
/// Named by the property [#PROPERTY], and made by [LogManager] when there is something to log:
/// setting a level beforehand would add a tenth to the time that every start takes.
public final class LogLevels {

    static final String PROPERTY = "java.util.logging.config.class";

    private static final String LEVELS = """
        handlers = java.util.logging.ConsoleHandler
        dev.tidemill.level = WARNING
        """;

    /// Called by [LogManager].
    public LogLevels() throws IOException {
        var levels = new ByteArrayInputStream(LEVELS.getBytes(StandardCharsets.ISO_8859_1));
        LogManager.getLogManager().readConfiguration(levels);
    }
}
