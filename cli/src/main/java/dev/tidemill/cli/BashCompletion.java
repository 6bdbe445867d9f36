package dev.tidemill.cli;

import dev.tidemill.cli.Completion.Choice;
import dev.tidemill.cli.Completion.Subcommand;
import dev.tidemill.cli.Completion.Value;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/// The script that has bash complete; for bash 4 and newer, with or without the package
/// bash-completion.
///
/// Names of files are left to readline, which knows how to quote them: where there is nothing to
/// choose from, `-o default` and `-o dirnames` have it look for them.
final class BashCompletion {

    private static final String HEAD = """
        # bash completion of tidemill: source this, or put it where bash-completion looks for it, as
        # ~/.local/share/bash-completion/completions/tidemill
        _tidemill() {
            local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} i
            local option= attached= several= words= before=
            COMPREPLY=()
            if ((COMP_CWORD == 1)); then
                COMPREPLY=($(compgen -W '%s' -- "$cur"))
                compopt +o default +o bashdefault
                return
            fi
            # --option=value is three words, but for those who have changed COMP_WORDBREAKS
            if [[ $cur == = ]]; then
                option=$prev attached=1 cur=
            elif [[ $prev == = ]]; then
                option=${COMP_WORDS[COMP_CWORD - 2]} attached=1
            elif [[ $cur == --*=* ]]; then
                option=${cur%%%%=*} attached=1 before=${cur%%%%=*}=
            else
                option=$prev
            fi
            for ((i = 2; i < COMP_CWORD; i++)); do
                [[ ${COMP_WORDS[i]} == -- ]] && return # names of files, whatever they look like
            done
            case ${COMP_WORDS[1]} in
        """;

    private static final String TAIL = """
            *)
                return
                ;;
            esac
            compopt +o default +o bashdefault
            if [[ $several && $cur == *,* ]]; then
                before=${cur%,*},
            fi
            COMPREPLY=($(compgen -P "$before" -W "$words" -- "${cur#"$before"}"))
        }
        complete -o bashdefault -o default -F _tidemill tidemill
        """;

    private final StringBuilder script = new StringBuilder();

    private BashCompletion() {}

    static String of(CommandSpec root) {
        BashCompletion completion = new BashCompletion();
        completion.write(root);
        return completion.script.toString();
    }

    private void write(CommandSpec root) {
        List<Subcommand> subcommands = Completion.subcommands(root);
        List<String> first =
                new ArrayList<>(subcommands.stream().map(Subcommand::name).toList());
        Completion.options(root).forEach(option -> first.addAll(option.names()));
        script.append(HEAD.formatted(String.join(" ", first)));
        subcommands.forEach(this::write);
        script.append(TAIL);
    }

    private void write(Subcommand command) {
        line(1, command.name() + ")");
        line(2, "case $option in");
        for (Choice option : command.options()) {
            if (option.label() == null) continue;
            line(2, String.join(" | ", option.names()) + ")");
            if (option.isAttached()) {
                line(3, "if [[ $attached ]]; then");
                value(4, option.value());
                line(3, "fi");
            } else {
                value(3, option.value());
            }
            line(3, ";;");
        }
        line(2, "esac");
        List<String> names = command.options().stream()
                .flatMap(option -> option.names().stream())
                .toList();
        line(2, "if [[ -z $words ]]; then");
        line(3, "if [[ $cur == -* ]]; then");
        line(4, "words='" + String.join(" ", names) + "'");
        line(3, "else");
        argument(command);
        line(3, "fi");
        line(2, "fi");
        line(2, ";;");
    }

    private void argument(Subcommand command) {
        Value argument = command.argument();
        if (argument == null) value(4, new Value(Value.Kind.OTHER, List.of()));
        else value(4, argument);
    }

    /// Leaves, or sets the words to choose from.
    private void value(int depth, Value value) {
        switch (value.kind()) {
            case FILE -> line(depth, "return");
            case DIRECTORY -> line(depth, "compopt -o dirnames +o default +o bashdefault; return");
            case OTHER -> line(depth, "compopt +o default +o bashdefault; return");
            case WORD -> line(depth, "words='" + String.join(" ", value.choices()) + "'");
            case WORDS -> line(depth, "words='" + String.join(" ", value.choices()) + "' several=1");
        }
    }

    private void line(int depth, String text) {
        script.append("    ".repeat(depth)).append(text).append('\n');
    }
}
