package dev.tidemill.cli;

import dev.tidemill.cli.Events.Name;
import dev.tidemill.cli.Events.Numbers;
import dev.tidemill.cli.Events.Running;
import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What happens, for programs: a line of JSON for each event. `docs/guide/copy-events.md` is the
/// contract; components are added, and never renamed or taken away.
final class CopyEvents implements CopyReport {

    private final Events events;
    private final List<TreeCopy.Root> roots;
    private final boolean dryRun;
    private final boolean names;

    /// @param names whether each entry that was copied is an event
    CopyEvents(PrintStream out, List<TreeCopy.Root> roots, boolean dryRun, boolean names) {
        this.events = new Events(out);
        this.roots = roots;
        this.dryRun = dryRun;
        this.names = names;
    }

    private record Root(Name source, Name target) {}

    private record Started(String event, Instant time, boolean dryRun, List<Root> roots) {}

    private record Moment(String event, Instant time, Numbers progress, List<Running> running) {}

    private record Copied(String event, Instant time, Name source, Name target) {}

    private record Failed(
            String event, Instant time, Name source, Name target, Name path, String reason, String exception) {}

    private record Ended(String event, Instant time, Numbers progress, int exitCode) {}

    @Override
    public void begin() {
        List<Root> all = roots.stream()
                .map(root -> new Root(Name.of(root.source()), Name.of(root.target())))
                .toList();
        events.write(new Started("started", Instant.now(), dryRun, all));
    }

    @Override
    public void follow(TreeCopy copy) {
        copy.onProgress(Events.BETWEEN, progress -> {
            if (progress.state().isEnd()) return;
            events.write(new Moment("progress", Instant.now(), Numbers.of(progress), Running.of(copy.running())));
        });
    }

    @Override
    public void stopping() {
        // the end says it
    }

    @Override
    public boolean wantsCopied() {
        return names;
    }

    @Override
    public void copied(Path source, Path target) {
        events.write(new Copied("copied", Instant.now(), Name.of(source), Name.of(target)));
    }

    @Override
    public void failed(FailedEntry entry) {
        events.write(new Failed(
                "failed",
                Instant.now(),
                Name.of(entry.source()),
                Name.of(entry.target()),
                Name.of(entry.path()),
                entry.reason(),
                entry.exception().getClass().getSimpleName()));
    }

    @Override
    public void broken(IOException e) {
        events.broken(e);
    }

    @Override
    public void end(Progress progress, int exitCode) {
        events.write(new Ended("ended", Instant.now(), Numbers.of(progress), exitCode));
    }
}
