package dev.tidemill.bench;

import java.nio.file.Path;
import java.util.Arrays;

/// The program in `bench.jar`.
public final class Main {

    private Main() {}

    public static void main(String[] args) throws Exception {
        String command = args.length == 0 ? "" : args[0];
        String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
        switch (command) {
            case "compare" -> System.exit(compare(rest));
            case "waiting" -> Waiting.compare();
            case "names" -> ManyNames.compare(rest);
            case "streams" -> ByteStreams.compare(Path.of(rest.length == 0 ? "." : rest[0]));
            case "copies" -> StreamCopies.compare(Path.of(rest.length == 0 ? "." : rest[0]));
            case "lines" -> LogLines.compare(Path.of(rest.length == 0 ? "." : rest[0]));
            case "walk" -> Walks.compare(rest.length == 0 ? "." : rest[0]);
            case "remove" -> Removals.compare(Path.of(rest.length == 0 ? "." : rest[0]));
            case "jmh" -> org.openjdk.jmh.Main.main(rest);
            default -> {
                System.err.println(
                        "usage: java -jar bench.jar compare [OPTION...] | waiting | names DIRECTORY [WORK...] |"
                                + " streams [FOLDER] | copies [FOLDER] | lines [FOLDER] | walk [DIRECTORY] | remove"
                                + " [FOLDER] | jmh [JMH-OPTION...]");
                System.err.print(CompareOptions.USAGE);
                System.exit(2);
            }
        }
    }

    private static int compare(String[] args) throws Exception {
        CompareOptions options;
        try {
            options = CompareOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(CompareOptions.USAGE);
            return 2;
        }
        if (options.list()) {
            for (Case work : Cases.ALL) System.out.println(work.name() + ": " + work.title());
            return 0;
        }
        return new Comparison(options).run() ? 0 : 1;
    }
}
