package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.BatchRead;
import dev.tidemill.file.ReadBatch;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Several ranges at once. Of those that fail the last one counts.
final class BatchStep extends Step {

    private record Range(long position, int length) {}

    private record Result(long position, byte[] bytes) {}

    private final AsyncFile file;
    private final int gap; // within which they are joined; negative if they are not
    private final List<Range> ranges = new ArrayList<>();
    private final List<Result> results = new ArrayList<>(); // of the thread that reads, until the task is done

    BatchStep(Subject subject) {
        super(subject);
        this.file = subject.anyFile();
        this.gap = subject.random().nextInt(3) == 0 ? -1 : subject.random().nextInt(32) * 1024;
        int count = 1 + subject.random().nextInt(6);
        for (int i = 0; i < count; i++) ranges.add(new Range(subject.position(file), subject.length(file)));
    }

    @Override
    Task<?> start() {
        return Task.run(this::readAll);
    }

    private void readAll() throws IOException, InterruptedException {
        IOException failure = null;
        try (var batch = new ReadBatch()) {
            for (Range range : ranges) batch.add(file, range.position(), range.length());
            if (gap >= 0) {
                var _ = batch.joinWithin(gap);
            }
            for (BatchRead read : batch.submit()) {
                try {
                    results.add(new Result(read.position(), read.await().toArray(ValueLayout.JAVA_BYTE)));
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        if (failure != null) throw failure;
    }

    @Override
    boolean isCancellable() {
        return false;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.READ);
    }

    /// Of several that failed it tells one; and of what was read before an error, no error.
    @Override
    boolean hidesFaults() {
        return true;
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) {
        for (Result result : results) {
            if (result.bytes().length == 0 && result.position() < round.leastSize()) {
                throw new AssertionError("nothing was read at " + result.position() + "; " + round);
            }
            round.checkRead(result.position(), result.bytes(), result.bytes().length);
        }
    }

    @Override
    String describe() {
        return "batch of " + ranges + (gap < 0 ? "" : " joined within " + gap);
    }
}
