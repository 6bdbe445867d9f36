package dev.tidemill.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.function.IntSupplier;

/// Some lines at the end of what a terminal shows, drawn again and again in the same place. Other
/// text is printed above them. All threads.
final class LiveBlock {

    private static final String START_OF_LINE = "\r";
    private static final String ERASE_TO_END = "\033[J";
    private static final String ERASE_LINE_END = "\033[K";

    private final PrintStream out;
    private final IntSupplier terminalColumns;

    /// How wide the lines are that are there now.
    private int[] shownColumns = {};

    /// @param terminalColumns how wide the terminal is just now
    LiveBlock(PrintStream out, IntSupplier terminalColumns) {
        this.out = out;
        this.terminalColumns = terminalColumns;
    }

    /// Shows these lines instead of those before.
    synchronized void show(List<String> lines) {
        int columns = terminalColumns.getAsInt();
        StringBuilder frame = new StringBuilder(toStart(columns));
        int[] widths = new int[lines.size()];
        for (int i = 0; i < widths.length; i++) {
            String line = Columns.cut(lines.get(i), columns - 1); // a full line would move the cursor on
            widths[i] = Columns.of(line);
            frame.append(line).append(ERASE_LINE_END).append(System.lineSeparator());
        }
        frame.append(ERASE_TO_END);
        shownColumns = widths;
        write(frame);
    }

    /// They are not where they were: somebody else has written to the terminal. They stay there,
    /// and the next ones come below.
    synchronized void leave() {
        shownColumns = new int[0];
    }

    /// Takes the lines away, until they are shown again.
    synchronized void hide() {
        if (shownColumns.length == 0) return;
        StringBuilder frame = new StringBuilder(toStart(terminalColumns.getAsInt())).append(ERASE_TO_END);
        shownColumns = new int[0];
        write(frame);
    }

    /// Prints other lines, with the block out of their way.
    synchronized void print(PrintStream where, String text) {
        hide();
        where.println(text);
    }

    /// A line that was drawn when the terminal was wider takes several now.
    private String toStart(int columns) {
        int rows = 0;
        for (int shown : shownColumns) rows += Math.max(1, Math.ceilDiv(shown, columns));
        return rows == 0 ? START_OF_LINE : START_OF_LINE + "\033[" + rows + "A";
    }

    private void write(CharSequence frame) {
        out.print(frame);
        out.flush();
    }
}
