package dev.tidemill.linux;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/// The C compiler of this machine, asked for what its headers say.
///
/// `CC` and `CFLAGS` are obeyed, so that other headers can be asked: `CFLAGS=-I/opt/linux/include`.
final class CCompiler {
    private final Path folder;

    private CCompiler(Path folder) {
        this.folder = folder;
    }

    /// The compiler; skips the test if there is none.
    static CCompiler orSkip(Path folder) throws IOException {
        CCompiler compiler = new CCompiler(folder);
        String reason;
        try {
            reason = compiler.compile("int main(void) { return 0; }");
        } catch (IOException e) {
            reason = e.getMessage();
        }
        Assumptions.assumeTrue(reason.isEmpty(), "no C compiler that works: " + reason);
        return compiler;
    }

    /// The values of those integer expressions that the headers know; a header that is missing is
    /// as one that is empty.
    Map<String, Long> evaluate(List<String> headers, Collection<String> expressions) throws IOException {
        Set<String> unknown = new TreeSet<>();
        while (true) {
            List<String> lines = new ArrayList<>();
            lines.add("#define _GNU_SOURCE");
            for (String header : headers) {
                lines.add("#if __has_include(<%s>)".formatted(header));
                lines.add("#include <%s>".formatted(header));
                lines.add("#endif");
            }
            lines.add("#include <stdio.h>");
            lines.add("int main(void) {");
            Map<Integer, String> expressionOfLine = new LinkedHashMap<>();
            for (String expression : expressions) {
                if (!unknown.contains(expression)) {
                    lines.add("printf(\"%%s=%%lld\\n\", \"%s\", (long long) (%s));".formatted(expression, expression));
                    expressionOfLine.put(lines.size(), expression);
                }
            }
            lines.add("}");
            String complaints = compile(String.join("\n", lines) + "\n");
            if (complaints.isEmpty()) {
                return run().lines()
                        .map(line -> line.split("="))
                        .collect(Collectors.toMap(parts -> parts[0], parts -> Long.parseLong(parts[1])));
            }
            if (!unknown.addAll(complained(complaints, expressionOfLine))) {
                throw new AssertionError("the C compiler complains about something else:\n" + complaints);
            }
        }
    }

    /// What the program prints.
    String compileAndRun(String source) throws IOException {
        String complaints = compile(source);
        if (!complaints.isEmpty()) {
            throw new AssertionError(complaints);
        }
        return run();
    }

    private static Set<String> complained(String complaints, Map<Integer, String> expressionOfLine) {
        Matcher error =
                Pattern.compile("program\\.c:(\\d+):(\\d+:)? (fatal )?error:").matcher(complaints);
        return error.results()
                .map(result -> expressionOfLine.get(Integer.parseInt(result.group(1))))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    private String compile(String source) throws IOException {
        Files.writeString(folder.resolve("program.c"), source);
        List<String> command = new ArrayList<>();
        command.add(System.getenv().getOrDefault("CC", "cc"));
        command.addAll(List.of("-w", "-o", "program"));
        String flags = System.getenv("CFLAGS");
        if (flags != null && !flags.isBlank()) {
            command.addAll(List.of(flags.trim().split("\\s+")));
        }
        command.add("program.c");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return outcome(builder).failed();
    }

    private String run() throws IOException {
        Outcome outcome = outcome(new ProcessBuilder(folder.resolve("program").toString()));
        if (outcome.exitCode != 0) {
            throw new IOException("the C program ended with " + outcome.exitCode);
        }
        return outcome.output;
    }

    private Outcome outcome(ProcessBuilder builder) throws IOException {
        builder.environment().put("LC_ALL", "C"); // errors are found by the word
        Process process = builder.directory(folder.toFile()).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        try {
            return new Outcome(process.waitFor(), output);
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private record Outcome(int exitCode, String output) {
        /// What was said, empty if all went well.
        String failed() {
            return exitCode == 0 ? "" : "exit code " + exitCode + "\n" + output;
        }
    }
}
