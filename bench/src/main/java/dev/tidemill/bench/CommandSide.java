package dev.tidemill.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A command that copies `{source}` to `{target}`; from its start to its exit.
record CommandSide(String name, List<String> command) implements Side {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    @Override
    public Running open(Case work, Place place, CompareOptions options) {
        return directory -> run(place, directory);
    }

    private Sample run(Place place, Path directory) throws SideFailedException, InterruptedException {
        var words = command.stream()
                .map(word -> word.replace("{source}", place.data().toString())
                        .replace("{target}", directory.resolve("copy").toString()))
                .toList();
        var done = ChildProcess.run(words, LIMIT);
        return Sample.of(place.dataBytes() >> 20, done.elapsedNanos(), done.cpuNanos());
    }
}
