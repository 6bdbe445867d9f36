package dev.tidemill.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The manual page of a command, in the language of man(7), from the same words as its help.
final class ManPage {

    private static final int MOST_COLUMNS = 79;

    private final CommandSpec command;
    private final UsageMessageSpec usage;
    private final StringBuilder page = new StringBuilder();

    private ManPage(CommandSpec command) {
        this.command = command;
        this.usage = command.usageMessage();
    }

    /// @return the whole page; ends with a newline
    static String of(CommandSpec command) {
        ManPage page = new ManPage(command);
        page.write();
        return page.page.toString();
    }

    /// What the page of a command is called: "tidemill-copy".
    static String name(CommandSpec command) {
        return command.qualifiedName("-");
    }

    private void write() {
        List<String> description = lines(usage.description());
        page.append(".TH \"%s\" \"1\" \"%s\" \"%s\" \"Tidemill\"\n"
                .formatted(text(name(command).toUpperCase(Locale.ROOT)), date(), text(version()))); // a date is no text
        section("NAME");
        prose(name(command) + " - " + summary(description));
        section("SYNOPSIS");
        synopsis();
        section("DESCRIPTION");
        paragraphs(description);
        if (!command.subcommands().isEmpty()) {
            section("COMMANDS");
            command.subcommands()
                    .forEach((name, subcommand) -> tagged(
                            bold(name),
                            List.of(summary(lines(
                                    subcommand.getCommandSpec().usageMessage().description())))));
        }
        if (hasVisible(command.positionalParameters())) section("ARGUMENTS");
        for (PositionalParamSpec parameter : command.positionalParameters()) {
            if (!parameter.hidden()) tagged(italic(parameter.paramLabel()), lines(parameter.description()));
        }
        section("OPTIONS");
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) tagged(names(option), lines(option.description()));
        }
        exitStatus(usage.exitCodeList());
        notes("ENVIRONMENT", ManNotes.environment(command));
        notes("FILES", ManNotes.files(command));
        examples(lines(usage.footer()));
        seeAlso();
    }

    private static boolean hasVisible(List<PositionalParamSpec> parameters) {
        return parameters.stream().anyMatch(parameter -> !parameter.hidden());
    }

    private String version() {
        String[] version = command.root().version();
        return version.length == 0 ? "" : version[0];
    }

    /// Of the day, or of the source if a build says so: reproducible-builds.org.
    private static String date() {
        String epoch = System.getenv("SOURCE_DATE_EPOCH");
        boolean isGiven = epoch != null && epoch.matches("[0-9]{1,11}");
        Instant time = isGiven ? Instant.ofEpochSecond(Long.parseLong(epoch)) : Instant.now();
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    private void synopsis() {
        List<String> lines = lines(usage.customSynopsis());
        if (lines.isEmpty()) {
            String generated = new CommandLine.Help(command, CommandLine.Help.defaultColorScheme(Ansi.OFF)).synopsis(0);
            lines = List.of(generated.replaceAll("\\s+", " "));
        }
        macro("nf");
        lines.forEach(line -> line(text(line.strip())));
        macro("fi");
    }

    /// An empty line begins a paragraph.
    private void paragraphs(List<String> lines) {
        boolean isParagraphDue = false;
        for (String line : lines) {
            if (line.isBlank()) {
                isParagraphDue = true;
            } else {
                if (isParagraphDue) macro("PP");
                isParagraphDue = false;
                prose(line.strip());
            }
        }
    }

    private void exitStatus(Map<String, String> codes) {
        if (codes.isEmpty()) return;
        section("EXIT STATUS");
        codes.forEach((code, meaning) -> tagged(bold(code), List.of(meaning)));
    }

    private void notes(String title, Map<String, String> notes) {
        if (notes.isEmpty()) return;
        section(title);
        notes.forEach((name, meaning) -> tagged(bold(name), List.of(meaning)));
    }

    /// As they are laid out in the help.
    private void examples(List<String> lines) {
        if (lines.isEmpty()) return;
        section("EXAMPLES");
        macro("nf");
        lines.forEach(line -> line(text(line.stripTrailing())));
        macro("fi");
    }

    private void seeAlso() {
        CommandSpec root = command.root();
        List<String> others = new ArrayList<>();
        Stream.concat(Stream.of(root), root.subcommands().values().stream().map(CommandLine::getCommandSpec))
                .filter(other -> other != command && !other.usageMessage().hidden())
                .forEach(other -> others.add(bold(name(other)) + "(1)"));
        ManNotes.related(command).forEach(page -> others.add(bold(page) + "(1)"));
        if (others.isEmpty()) return;
        section("SEE ALSO");
        line(String.join(",\n", others));
    }

    private static String names(OptionSpec option) {
        List<String> names = new ArrayList<>();
        for (String name : option.names()) names.add(bold(option.negatable() ? negatable(name) : name));
        String all = String.join(", ", names);
        if (option.arity().max() == 0) return all;
        String value = italic(option.paramLabel());
        if (option.splitRegex().equals(",")) value += "[," + value + "...]";
        return all + (option.arity().min() == 0 ? "[=" + value + "]" : "=" + value);
    }

    private static String negatable(String name) {
        return name.startsWith("--") ? "--[no-]" + name.substring(2) : name;
    }

    private static String summary(List<String> description) {
        String first = description.isEmpty() ? "" : description.getFirst().strip();
        return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
    }

    /// The lines of a text of picocli's, in which `%n` ends one.
    private static List<String> lines(String[] texts) {
        return Stream.of(texts)
                .map(text -> String.format(Ansi.OFF.string(text)))
                .flatMap(text -> text.isEmpty() ? Stream.of("") : text.lines())
                .toList();
    }

    /// Text that roff fills: a line of its own for each sentence, as roff has more room between two
    /// of them, and none that is longer than an editor is wide.
    private void prose(String text) {
        for (String sentence : text.split("(?<=[.?!]) (?=[A-Z])")) {
            StringBuilder rest = new StringBuilder();
            for (String word : sentence.split(" ")) {
                if (!rest.isEmpty() && text(rest + " " + word).length() > MOST_COLUMNS) {
                    line(text(rest.toString()));
                    rest.setLength(0);
                }
                if (!rest.isEmpty()) rest.append(' ');
                rest.append(word);
            }
            line(text(rest.toString()));
        }
    }

    private void section(String title) {
        macro("SH", title);
    }

    private void tagged(String tag, List<String> body) {
        macro("TP");
        line(tag);
        paragraphs(body);
    }

    private void macro(String name, String... arguments) {
        page.append('.').append(name);
        for (String argument : arguments) {
            page.append(" \"").append(text(argument).replace("\"", "\\(dq")).append('"');
        }
        page.append('\n');
    }

    /// @param roff escaped already
    private void line(String roff) {
        page.append(roff.isEmpty() ? "\\&" : roff).append('\n');
    }

    private static String bold(String text) {
        return "\\fB" + text(text) + "\\fR";
    }

    private static String italic(String text) {
        return "\\fI" + text(text) + "\\fR";
    }

    /// Text as roff shows it, whatever is in it: groff_char(7) for the characters that would mean
    /// something, or become a typographical one that nobody can paste into a shell.
    private static String text(String plain) {
        StringBuilder roff = new StringBuilder();
        if (plain.startsWith(".") || plain.startsWith("'")) roff.append("\\&"); // no request
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '\\' -> roff.append("\\e");
                case '-' -> roff.append("\\-");
                case '\'' -> roff.append("\\(aq");
                case '`' -> roff.append("\\(ga");
                case '^' -> roff.append("\\(ha");
                case '~' -> roff.append("\\(ti");
                default -> {
                    if (c < 128) roff.append(c);
                    else roff.append("\\[u%04X]".formatted((int) c));
                }
            }
        }
        return roff.toString();
    }
}
