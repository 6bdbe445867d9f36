package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.BatchWrite;
import dev.tidemill.file.WriteBatch;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Several writes at once, of which some touch each other and may be joined. Of those that fail
/// the last one counts.
final class WriteBatchStep extends Step {

    private record Range(long position, byte[] content, Cargo cargo) {

        @Override
        public String toString() {
            return cargo + " at " + position;
        }
    }

    private final AsyncFile file;
    private final boolean joins;
    private final List<Range> ranges = new ArrayList<>();
    private final Set<MemorySegment> written = new HashSet<>(); // of the thread that writes, until the task is done

    WriteBatchStep(Subject subject) {
        super(subject);
        this.file = subject.anyFile();
        this.joins = subject.random().nextInt(4) != 0;
        int count = 1 + subject.random().nextInt(6);
        long next = subject.position();
        for (int i = 0; i < count; i++) {
            byte[] content = Content.random(subject.random(), Math.min(subject.length(), 32 * 1024));
            Cargo cargo = subject.cargo(file, content.length, false).fill(content);
            ranges.add(new Range(next, content, cargo));
            next = subject.random().nextInt(3) == 0 ? subject.position() : next + content.length;
        }
    }

    @Override
    Task<?> start() {
        return Task.run(this::writeAll);
    }

    private void writeAll() throws IOException, InterruptedException {
        IOException failure = null;
        try (var batch = new WriteBatch()) {
            for (Range range : ranges) {
                var _ = batch.add(file, range.position(), range.cargo().segment());
            }
            if (joins) {
                var _ = batch.joinAdjacent();
            }
            for (BatchWrite write : batch.submit()) {
                try {
                    write.await();
                    written.add(write.memory());
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
        return Set.of(Call.WRITE);
    }

    /// Of several that failed it tells one; and what was joined and failed is made once more.
    @Override
    boolean hidesFaults() {
        return true;
    }

    @Override
    void account(Round round) {
        for (Range range : ranges) {
            boolean certain = written.contains(range.cargo().segment());
            int length = range.content().length;
            round.wrote(range.position(), range.content(), certain ? length : 0, length);
            range.cargo().checkMargins();
        }
    }

    @Override
    String describe() {
        return "batch of writes" + (joins ? ", joined, " : " ") + ranges;
    }
}
