package dev.tidemill.cli;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// The terminal that stderr goes to: how wide it is, also after somebody has changed that, and
/// whether it is somebody else's just now.
final class Terminal {

    private static final Path STDERR = Path.of("/proc/self/fd/2");
    private static final Path STAT = Path.of("/proc/self/stat");
    private static final int USUAL_COLUMNS = 80;

    private volatile int columns = USUAL_COLUMNS;
    private final AtomicInteger asking = new AtomicInteger();

    private Terminal() {}

    /// @return empty if stderr is something else, or a terminal that cannot move its cursor
    static Optional<Terminal> ofStderr() {
        if (!isStderr() || "dumb".equals(System.getenv("TERM"))) return Optional.empty();
        Terminal terminal = new Terminal();
        terminal.askColumns();
        var _ = Signals.on("WINCH", terminal::askColumns); // otherwise the width stays what it is
        return Optional.of(terminal);
    }

    /// Whether stderr goes to a terminal.
    static boolean isStderr() {
        try {
            String device = Files.readSymbolicLink(STDERR).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty") || device.equals("/dev/console");
        } catch (IOException e) {
            return false; // not on Linux, or no stderr at all
        }
    }

    /// False for the moment in which nobody knows how wide it is: what is drawn then may be too
    /// wide, and stays there.
    boolean isWidthKnown() {
        return asking.get() == 0;
    }

    /// False while the process is in the background, by `&` or by Ctrl-Z and `bg`: the terminal
    /// then is that of the shell, in which somebody types.
    static boolean isForeground() {
        try {
            return isForeground(Files.readString(STAT, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return true; // nobody knows
        }
    }

    /// @param stat of the process, as proc_pid_stat(5) has it: the name, which may have anything in
    ///     it, ends with the last parenthesis
    static boolean isForeground(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
        if (fields.length < 6) return true;
        String group = fields[2];
        String groupOfTerminal = fields[5];
        return group.equals(groupOfTerminal) || groupOfTerminal.equals("-1");
    }

    int columns() {
        return columns;
    }

    /// Asks stty(1), which takes some milliseconds.
    private void askColumns() {
        asking.incrementAndGet();
        Thread.ofVirtual().name("tidemill-stty").start(() -> {
            try {
                Process stty = new ProcessBuilder("stty", "size")
                        .redirectInput(ProcessBuilder.Redirect.from(new File(STDERR.toString())))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                String[] size = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ");
                if (size.length == 2) setColumns(size[1]);
                else setColumns(Optional.ofNullable(System.getenv("COLUMNS")).orElse(""));
            } catch (IOException _) {
                setColumns(Optional.ofNullable(System.getenv("COLUMNS")).orElse("")); // no stty here
            } finally {
                asking.decrementAndGet();
            }
        });
    }

    private void setColumns(String answer) {
        try {
            int asked = Integer.parseInt(answer);
            if (asked > 0) columns = asked;
        } catch (NumberFormatException _) {
            // nobody knows: it stays as it is
        }
    }
}
