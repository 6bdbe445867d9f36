package dev.tidemill.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/// What a manual page has and a help has no room for.
final class ManNotes {

    private ManNotes() {}

    /// Variables and what they are for, in their order.
    static Map<String, String> environment(CommandSpec command) {
        Map<String, String> notes = new LinkedHashMap<>();
        if (has(command, "--engine")) notes.put("TIDEMILL_ENGINE", "The engine, if --engine does not say it.");
        if (has(command, "--color")) {
            notes.put("NO_COLOR", "If it is set to anything, there are no colours unless --color asks for them.");
            notes.put("TERM", "If it is dumb, progress is told by a line now and then, and without colours.");
            notes.put("COLUMNS", "How wide the terminal is, if it does not say so itself.");
        }
        return notes;
    }

    static Map<String, String> files(CommandSpec command) {
        return switch (command.name()) {
            case "copy" ->
                Map.of(
                        ".tidemill-*.part",
                        "A file that is not whole yet, in the directory of its copy. What a killed copy left of it,"
                                + " the next one into that directory goes on with or removes.");
            case "verify" ->
                Map.of(
                        ".tidemill-*.part",
                        "A manifest that is not whole yet. The next one that is written into that directory removes"
                                + " it.");
            default -> Map.of();
        };
    }

    /// Pages of others, of section 1.
    static List<String> related(CommandSpec command) {
        return switch (command.name()) {
            case "copy" -> List.of("cp", "rsync", "sha256sum");
            case "verify" -> List.of("sha256sum", "cmp", "diff");
            case "man" -> List.of("man");
            default -> List.of();
        };
    }

    private static boolean has(CommandSpec command, String option) {
        return command.optionsMap().containsKey(option);
    }
}
