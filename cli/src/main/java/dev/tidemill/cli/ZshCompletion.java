package dev.tidemill.cli;

import dev.tidemill.cli.Completion.Choice;
import dev.tidemill.cli.Completion.Subcommand;
import dev.tidemill.cli.Completion.Value;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// The script that has zsh complete, with what each option does beside it; see `_arguments` in
/// zshcompsys(1).
final class ZshCompletion {

    private static final String TAIL = """
            esac
        }

        if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
            _tidemill "$@" # a file in $fpath, called for the first time
        else
            (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
            compdef _tidemill tidemill
        fi
        """;

    private final StringBuilder script = new StringBuilder();

    private ZshCompletion() {}

    static String of(CommandSpec root) {
        ZshCompletion completion = new ZshCompletion();
        completion.write(root);
        return completion.script.toString();
    }

    private void write(CommandSpec root) {
        List<Subcommand> subcommands = Completion.subcommands(root);
        script.append("""
            #compdef tidemill
            # zsh completion of tidemill: source this, or put it into a directory of $fpath as _tidemill
            _tidemill() {
                local curcontext=$curcontext ret=1
                if (( CURRENT == 2 )); then
                    local -a commands=(
            """);
        for (Subcommand command : subcommands) {
            script.append("            ")
                    .append(quoted(escaped(command.name()) + ":" + escaped(command.description())))
                    .append('\n');
        }
        script.append("        )\n");
        script.append("        _describe -t commands command commands && ret=0\n");
        arguments("        ", Completion.options(root), "&& ret=0");
        script.append("""
                    return ret
                fi
                shift words
                (( CURRENT-- ))
                curcontext=${curcontext%:*:*}:tidemill-$words[1]:
                case $words[1] in
            """);
        for (Subcommand command : subcommands) {
            script.append("    ").append(command.name()).append(")\n");
            Value argument = command.argument();
            String rest = argument == null
                    ? ""
                    : quoted((command.hasArguments() ? "*" : "1") + ":" + message(argument) + ":" + action(argument));
            arguments("        ", command.options(), rest);
            script.append("        ;;\n");
        }
        script.append(TAIL);
    }

    /// @param rest what follows the options
    private void arguments(String indent, List<Choice> options, String rest) {
        script.append(indent).append("_arguments -s -S \\\n");
        for (Choice option : options) {
            for (String name : option.names()) {
                script.append(indent)
                        .append("    ")
                        .append(argument(option, name))
                        .append(" \\\n");
            }
        }
        script.append(indent).append("    ").append(rest).append('\n');
    }

    /// One name of an option excludes the others, unless it may come again.
    private static String argument(Choice option, String name) {
        String others = option.mayComeAgain() ? "*" : "(" + String.join(" ", option.names()) + ")";
        String description = "[" + escaped(option.description()) + "]";
        boolean isLong = name.startsWith("--");
        if (option.label() == null) return quoted(others + name + description);
        String follows = (isLong ? "=" : "") + (option.isAttached() ? "-" : isLong ? "" : "+");
        String colon = option.isAttached() ? "::" : ":";
        return quoted(others + name + follows + description + colon + option.label() + ":" + action(option.value()));
    }

    private static String message(Value value) {
        return switch (value.kind()) {
            case FILE -> "file";
            case DIRECTORY -> "directory";
            default -> "argument";
        };
    }

    private static String action(Value value) {
        String choices = String.join(" ", value.choices());
        return switch (value.kind()) {
            case FILE -> "_files";
            case DIRECTORY -> "_files -/";
            case WORD -> "(" + choices + ")";
            case WORDS -> "_values -s , of " + choices;
            case OTHER -> "";
        };
    }

    /// Text in which a bracket or a colon would end something.
    private static String escaped(String text) {
        return text.replaceAll("([\\\\\\[\\]:])", "\\\\$1");
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
