package dev.tidemill.cli;

/// How much room text takes in a terminal: most characters one column, some two, some none.
final class Columns {

    private static final String ELLIPSIS = "...";

    private Columns() {}

    static int of(String text) {
        return text.codePoints().map(Columns::of).sum();
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

    /// The beginning of `text`, in at most `columns` columns.
    static String cut(String text, int columns) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            width += of(c);
            if (width > columns) return text.substring(0, i);
            i += Character.charCount(c);
        }
        return text;
    }
}
