package dev.tidemill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The C twin of the ring: `twin.c`, compiled here and now.
///
/// @param options beyond depth, file and time; the first two are its mode
record TwinSide(String name, List<String> options) implements Side {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public Running open(Case work, Place place, CompareOptions compare)
            throws SideFailedException, IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(compile(place).toString()));
        command.addAll(options);
        command.addAll(List.of("--depth", String.valueOf(work.workload().depth())));
        command.addAll(List.of("--file", place.data().toString()));
        if (work.workload().direct()) command.add("--direct");
        double seconds = compare.round().toMillis() / 1000.0;
        command.addAll(List.of("--seconds", String.format(Locale.ROOT, "%.3f", seconds)));
        return _ -> {
            Json result = Json.parse(
                    ChildProcess.run(command, LIMIT.plus(compare.round())).output());
            return Sample.of(
                    result.get("operations").number(),
                    result.get("elapsedNanos").number(),
                    result.get("cpuNanos").number());
        };
    }

    /// Compiled once for each comparison.
    private static Path compile(Place place) throws SideFailedException, IOException, InterruptedException {
        Path program = place.runDirectory().resolve("twin");
        if (Files.exists(program)) return program;
        Path source = place.runDirectory().resolve("twin.c");
        try (var text = TwinSide.class.getResourceAsStream("/twin.c")) {
            if (text == null) throw new SideFailedException("twin.c is not on the class path");
            Files.write(source, text.readAllBytes());
        }
        ChildProcess.run(List.of("cc", "-O2", "-o", program.toString(), source.toString()), LIMIT);
        return program;
    }
}
