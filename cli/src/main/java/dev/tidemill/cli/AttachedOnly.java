package dev.tidemill.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Of an option whose value may be left out: the value is what follows it directly or with a `=`,
/// as GNU has it, and the next argument is something else.
final class AttachedOnly implements IParameterPreprocessor {

    @Override
    public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        if (!" ".equals(info.get("separator"))) return false; // goes on as usual
        option.setValue(((OptionSpec) option).fallbackValue());
        return true;
    }
}
