import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Wraps the paragraphs of Markdown doc comments that have a line which is too long.
///
/// palantir-java-format leaves `///` lines alone, but for those behind its own limit: it cuts them,
/// and goes on with `//`. Paragraphs that are short enough stay as their author set them, and so
/// does what is no prose: code, tables, snippets.
final class DocComments {

    private static final Pattern DOC_LINE = Pattern.compile("( *)///(.*)");

    /// A line that begins something of its own: a block tag, an entry of a list, a heading, a
    /// quotation, a table, HTML. A word like this must not come to the start of a line by wrapping.
    private static final Pattern OPENER = Pattern.compile("(@\\w+|[*+-]|\\d+[.)]|#+)(?= |$)|[|<>].*");

    private static final Pattern FENCE = Pattern.compile(" *(```|~~~).*");

    private final int width;
    private final List<String> wrapped = new ArrayList<>();
    private final List<String> paragraph = new ArrayList<>();
    private String margin = "";

    private DocComments(int width) {
        this.width = width;
    }

    static String wrap(String source, int width) {
        DocComments comments = new DocComments(width);
        comments.read(source);
        return String.join("\n", comments.wrapped) + "\n";
    }

    private void read(String source) {
        String verbatimUntil = ""; // what ends the code we are in
        for (String line : source.lines().toList()) {
            Matcher doc = DOC_LINE.matcher(line);
            if (!doc.matches()) {
                endParagraph();
                verbatimUntil = "";
                wrapped.add(line);
                continue;
            }
            margin = doc.group(1) + "///";
            String content = doc.group(2);
            if (!verbatimUntil.isEmpty()) {
                wrapped.add(line);
                if (content.strip().startsWith(verbatimUntil)) {
                    verbatimUntil = "";
                }
            } else if (FENCE.matcher(content).matches()) {
                endParagraph();
                wrapped.add(line);
                verbatimUntil = content.strip().substring(0, 3);
            } else if (content.contains("{@snippet")) {
                endParagraph();
                wrapped.add(line);
                verbatimUntil = content.strip().endsWith("}") ? "" : "}";
            } else if (content.isBlank() || paragraph.isEmpty() && content.startsWith("     ")) {
                endParagraph();
                wrapped.add(line);
            } else {
                if (OPENER.matcher(content.strip()).lookingAt()) {
                    endParagraph();
                }
                paragraph.add(content);
            }
        }
        endParagraph();
    }

    private void endParagraph() {
        boolean fits = paragraph.stream().allMatch(content -> margin.length() + content.length() <= width);
        boolean table = !paragraph.isEmpty() && paragraph.getFirst().strip().startsWith("|");
        List<String> lines = fits || table ? paragraph : fill();
        lines.forEach(content -> wrapped.add(margin + content));
        paragraph.clear();
    }

    private List<String> fill() {
        String first = paragraph.getFirst();
        String indent = first.substring(0, first.length() - first.stripLeading().length());
        Matcher opener = OPENER.matcher(first.strip());
        String hanging = indent;
        if (paragraph.size() > 1) {
            String second = paragraph.get(1);
            hanging =
                    second.substring(0, second.length() - second.stripLeading().length());
        } else if (opener.lookingAt()) {
            hanging += " ".repeat(first.strip().startsWith("@") ? 4 : opener.end() + 1);
        }

        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(indent);
        boolean empty = true;
        for (String word :
                words(String.join(" ", paragraph.stream().map(String::strip).toList()))) {
            if (!empty && margin.length() + line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(hanging);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }

    /// What may not be parted: words, code, links, inline tags; and what would begin something of
    /// its own stays with the word before.
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean code = false;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '`' -> code = !code;
                case '[', '{' -> depth += code ? 0 : 1;
                case ']', '}' -> depth -= code || depth == 0 ? 0 : 1;
                default -> {}
            }
            if (c == ' '
                    && !code
                    && depth == 0
                    && !OPENER.matcher(text.substring(i + 1)).lookingAt()) {
                words.add(word.toString());
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
        words.add(word.toString());
        words.removeIf(String::isEmpty);
        return words;
    }
}
