package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;

/// What a program prints to its standard output.
final class Printed {

    /// A program, or a part of one.
    interface Program {
        void run() throws Exception;
    }

    private Printed() {}

    static List<String> by(Program program) throws Exception {
        PrintStream console = System.out;
        var printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(console);
        }
        return printed.toString(UTF_8).lines().toList();
    }
}
