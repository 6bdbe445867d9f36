package dev.tidemill.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Of an option whose value may be left out: the value is what follows a `=`, as GNU has it, and
/// the next argument is something else.
final class AttachedOnly implements IParameterPreprocessor {

    @Override
    public boolean preprocess(Stack<String> arguments, CommandSpec command, ArgSpec option, Map<String, Object> info) {
        Object separator = info.get("separator");
        if (separator instanceof String sign && !sign.isEmpty()) return false; // goes on as usual
        option.setValue(((OptionSpec) option).fallbackValue());
        return true;
    }
}
