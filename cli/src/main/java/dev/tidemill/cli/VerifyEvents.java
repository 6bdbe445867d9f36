package dev.tidemill.cli;

import dev.tidemill.cli.Events.Name;
import dev.tidemill.cli.Events.Numbers;
import dev.tidemill.cli.Events.Running;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What happens, for programs: a line of JSON for each event. `docs/guide/verify-events.md` is the
/// contract.
final class VerifyEvents implements VerifyReport {

    private final Events events;
    private final String task;
    private final Path first;
    private final Path second;
    private final boolean names;

    /// @param task "check", "compare" or "create"
    /// @param first the manifest, or the source
    /// @param second the directory, or the copy
    /// @param names whether each entry that is good is an event
    VerifyEvents(Events events, String task, Path first, Path second, boolean names) {
        this.events = events;
        this.task = task;
        this.first = first;
        this.second = second;
        this.names = names;
    }

    private record Started(String event, Instant time, String task, Name first, Name second) {}

    private record Moment(String event, Instant time, Numbers progress, List<Running> running) {}

    private record Good(String event, Instant time, Name name, Name path) {}

    private record Differs(String event, Instant time, Name name, Name path, String kind, String detail) {}

    private record Count(String kind, long count) {}

    private record Ended(String event, Instant time, Numbers progress, List<Count> differences, int exitCode) {}

    @Override
    public void begin() {
        events.write(new Started("started", Instant.now(), task, Name.of(first), Name.of(second)));
    }

    @Override
    public void follow(Verification verification) {
        verification.onProgress(Events.BETWEEN, progress -> {
            if (progress.state().isEnd()) return;
            List<Running> running = Running.of(verification.running());
            events.write(new Moment("progress", Instant.now(), Numbers.of(progress), running));
        });
    }

    @Override
    public void stopping() {
        // the end says it
    }

    @Override
    public void good(Path name, Path path) {
        if (names) events.write(new Good("good", Instant.now(), Name.of(name), Name.of(path)));
    }

    @Override
    public void differs(Difference difference) {
        events.write(new Differs(
                "differs",
                Instant.now(),
                Name.of(difference.name()),
                Name.of(difference.path()),
                kind(difference.kind()),
                difference.detail()));
    }

    private static String kind(Difference.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void broken(IOException e) {
        events.broken(e);
    }

    @Override
    public void end(Progress progress, Map<Difference.Kind, Long> differences, int exitCode) {
        List<Count> counts = Arrays.stream(Difference.Kind.values())
                .filter(differences::containsKey)
                .map(kind -> new Count(kind(kind), differences.getOrDefault(kind, 0L)))
                .toList();
        events.write(new Ended("ended", Instant.now(), Numbers.of(progress), counts, exitCode));
    }
}
