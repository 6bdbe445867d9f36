package dev.tidemill.cli;

/// How much room text takes in a terminal: most characters one column, some two, some none.
final class Columns {

    private static final String ELLIPSIS = "...";

    private Columns() {}

    /// Colours take none.
    static int of(String text) {
        int columns = 0;
        for (int i = 0; i < text.length(); ) {
            int end = endOfColour(text, i);
            if (end > i) {
                i = end;
                continue;
            }
            int c = text.codePointAt(i);
            columns += of(c);
            i += Character.charCount(c);
        }
        return columns;
    }

    /// @return where the sequence that sets a colour ends which begins there; `start` if none does
    private static int endOfColour(String text, int start) {
        if (!text.startsWith("\033[", start)) return start;
        int end = text.indexOf('m', start);
        return end < 0 ? start : end + 1;
    }

    private static int of(int c) {
        if (c < 0x300) return 1;
        int type = Character.getType(c);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) return 0;
        return isWide(c) ? 2 : 1;
    }

    /// East Asian characters and pictures: blocks of Unicode's `EastAsianWidth.txt`, roughly.
    private static boolean isWide(int c) {
        return isIn(c, 0x1100, 0x115F)
                || isIn(c, 0x2E80, 0xA4CF)
                || isIn(c, 0xAC00, 0xD7A3)
                || isIn(c, 0xF900, 0xFAFF)
                || isIn(c, 0xFE30, 0xFE6F)
                || isIn(c, 0xFF00, 0xFF60)
                || isIn(c, 0xFFE0, 0xFFE6)
                || isIn(c, 0x1F300, 0x1FAFF)
                || isIn(c, 0x20000, 0x3FFFD);
    }

    private static boolean isIn(int c, int first, int last) {
        return first <= c && c <= last;
    }

    /// The end of `text`, as that is where names differ, in `columns` columns: cut, or filled up
    /// with spaces.
    static String fit(String text, int columns) {
        int width = of(text);
        if (width <= columns) return text + " ".repeat(columns - width);
        if (columns <= ELLIPSIS.length()) return ".".repeat(Math.max(0, columns));
        int start = 0;
        while (width > columns - ELLIPSIS.length()) {
            int c = text.codePointAt(start);
            width -= of(c);
            start += Character.charCount(c);
        }
        return ELLIPSIS + text.substring(start) + " ".repeat(columns - ELLIPSIS.length() - width);
    }

    /// The beginning of `text`, in at most `columns` columns, with all of its colours.
    static String cut(String text, int columns) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int end = endOfColour(text, i);
            if (end > i) {
                i = end;
                continue;
            }
            int c = text.codePointAt(i);
            width += of(c);
            if (width > columns) return text.substring(0, i) + colours(text, i);
            i += Character.charCount(c);
        }
        return text;
    }

    /// The sequences that set colours from there on.
    private static String colours(String text, int start) {
        StringBuilder all = new StringBuilder();
        for (int i = text.indexOf("\033[", start); i >= 0; i = text.indexOf("\033[", i + 1)) {
            all.append(text, i, endOfColour(text, i));
        }
        return all.toString();
    }
}
