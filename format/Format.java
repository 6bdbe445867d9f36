import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Checks, or applies, the format of every Java file below a folder: palantir-java-format with its
/// own settings, and doc comments wrapped by [DocComments].
///
/// A program of its own and not a Maven plugin, because a formatter parses with the compiler of the
/// JVM it runs in, and Maven's may be older than the language used here. It is started from its
/// source on the JDK that the build has chosen.
///
///     java Format.java check|apply FOLDER PATTERN
final class Format {

    /// For prose; code in a comment may be as wide as other code.
    private static final int LONGEST_DOC_LINE = 100;

    private static final int LONGEST_LINE = 120;

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());
    private final Path root;
    private final boolean apply;
    private final List<String> complaints = new ArrayList<>();
    private int unformatted;

    private Format(Path root, boolean apply) {
        this.root = root;
        this.apply = apply;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3 || !List.of("check", "apply").contains(arguments[0])) {
            System.err.println("usage: Format.java check|apply FOLDER PATTERN");
            System.exit(2);
        }
        Path root = Path.of(arguments[1]).toRealPath();
        Predicate<String> wanted = Pattern.compile(arguments[2]).asPredicate();
        Format format = new Format(root, arguments[0].equals("apply"));
        for (Path file : sources(root)) {
            if (wanted.test(root.relativize(file).toString())) {
                format.visit(file);
            }
        }
        System.exit(format.report());
    }

    /// All Java files, but not those in `target` and in hidden folders.
    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean ours = folder.equals(root) || !name.equals("target") && !name.startsWith(".");
                return ours ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) {
                    sources.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        sources.sort(null);
        return sources;
    }

    private void visit(Path file) throws IOException {
        String before = Files.readString(file);
        String after;
        try {
            after = format(before);
        } catch (FormatterException e) {
            complaints.add(root.relativize(file) + ":" + e.getMessage());
            return;
        }
        reportLongLines(file, after);
        if (after.equals(before)) {
            return;
        }
        if (apply) {
            Files.writeString(file, after);
        } else {
            unformatted++;
            complaints.add(firstDifference(file, before, after));
        }
    }

    /// Wrapped before and after: the formatter takes no doc line that is too long for it, and moves
    /// others to the right.
    private String format(String source) throws FormatterException {
        String formatted = formatter.formatSourceAndFixImports(DocComments.wrap(source, LONGEST_DOC_LINE));
        return DocComments.wrap(formatted, LONGEST_DOC_LINE);
    }

    /// What neither of the two could break.
    private void reportLongLines(Path file, String text) {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            int length = lines.get(i).length();
            if (length > LONGEST_LINE && !lines.get(i).startsWith("import ")) {
                complaints.add(at(file, i) + "line of " + length + " columns; at most " + LONGEST_LINE);
            }
        }
    }

    private String firstDifference(Path file, String before, String after) {
        List<String> is = before.lines().toList();
        List<String> wanted = after.lines().toList();
        int i = 0;
        while (i < is.size() && i < wanted.size() && is.get(i).equals(wanted.get(i))) {
            i++;
        }
        return at(file, i) + "not formatted\n    is      " + line(is, i) + "\n    wanted  " + line(wanted, i);
    }

    private static String line(List<String> lines, int index) {
        return index < lines.size() ? lines.get(index) : "(end of file)";
    }

    private String at(Path file, int index) {
        return root.relativize(file) + ":" + (index + 1) + ": ";
    }

    private int report() {
        complaints.forEach(System.err::println);
        if (unformatted > 0) {
            System.err.println(unformatted + " files are not formatted; to format all:"
                    + " ./mvnw -q -pl format verify -Dformat=apply"
                    + " (some: -Dformat.files=core/.*/task/)");
        }
        return complaints.isEmpty() ? 0 : 1;
    }
}
