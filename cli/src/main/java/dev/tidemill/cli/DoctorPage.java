package dev.tidemill.cli;

import java.io.PrintWriter;
import java.nio.charset.Charset;

/// Lines of at most 80 columns: a sign, a label, and text that goes on below itself.
final class DoctorPage {

    /// What to think of a line.
    enum Sign {
        GOOD,
        BAD,
        /// It is only said.
        NONE
    }

    private static final int COLUMNS = 80;
    private static final int LABEL_COLUMNS = 16;

    private final PrintWriter out;
    private final String good;
    private final String bad;
    private final String arrow;
    private final String micro;

    /// @param charset what `out` can show
    DoctorPage(PrintWriter out, Charset charset) {
        this.out = out;
        boolean hasSigns = charset.canEncode() && charset.newEncoder().canEncode("✓✗→µ");
        good = hasSigns ? "✓ " : "ok";
        bad = hasSigns ? "✗ " : "NO";
        arrow = hasSigns ? "→" : "->";
        micro = hasSigns ? "µ" : "u";
    }

    private String shown(Sign sign) {
        return switch (sign) {
            case GOOD -> good;
            case BAD -> bad;
            case NONE -> "  ";
        };
    }

    /// The sign for a millionth.
    String micro() {
        return micro;
    }

    void heading(String text) {
        out.println();
        wrapped("", text, 0);
    }

    void text(String text) {
        String indent = " ".repeat(text.length() - text.stripLeading().length());
        wrapped(indent, text.strip(), indent.length());
    }

    void line(String label, String text) {
        line(Sign.NONE, label, text);
    }

    void line(Sign sign, String label, String text) {
        String start = "  " + shown(sign) + " " + label;
        wrapped(start + " ".repeat(Math.max(1, 5 + LABEL_COLUMNS - start.length())), text, 5 + LABEL_COLUMNS);
    }

    void item(int number, String text, String conclusion) {
        wrapped("  " + number + ". ", text, 5);
        wrapped("     " + arrow + " ", conclusion, 6 + arrow.length());
    }

    /// @param indent columns that the lines after the first begin with
    private void wrapped(String start, String text, int indent) {
        var line = new StringBuilder(start);
        boolean isEmpty = true;
        for (String word : text.split(" ")) {
            if (!isEmpty && line.length() + 1 + word.length() > COLUMNS) {
                out.println(line);
                line = new StringBuilder(" ".repeat(indent));
                isEmpty = true;
            }
            if (!isEmpty) line.append(' ');
            line.append(word);
            isEmpty = false;
        }
        out.println(line);
    }
}
