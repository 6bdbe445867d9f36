package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Arrays;
import java.util.Set;

/// Copies to another file: what is there then was in this one at some time of the round.
final class CopyOutStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final int tag;
    private final byte[] before; // of the room
    private final long position;
    private final int length;
    private final int offset; // in the room

    CopyOutStep(Subject subject, int tag) {
        super(subject);
        this.file = subject.anyFile();
        this.way = subject.way();
        this.tag = tag;
        this.before = subject.neighbour().known(tag);
        boolean blocks = subject.random().nextBoolean();
        this.position = subject.anyPosition() & (blocks ? -Subject.ALIGNMENT : -1);
        this.length = subject.anyLength();
        this.offset = subject.random().nextInt(Neighbour.ROOM_BYTES - length) & (blocks ? -Subject.ALIGNMENT : -1);
    }

    @Override
    Task<?> start() {
        AsyncFile target = subject.neighbour().file();
        long targetPosition = Neighbour.position(tag) + offset;
        return way.start(
                token -> file.copyTo(position, length, target, targetPosition, token),
                () -> file.blocking().copyTo(position, length, target, targetPosition),
                source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.COPY, Call.READ, Call.WRITE);
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) throws Exception {
        byte[] after = subject.neighbour().look(tag);
        int copied = 0;
        if (hasSucceeded()) {
            copied = (int) (long) value();
            if (copied < round.leastFrom(position, length) || copied > length) {
                throw new AssertionError(copied + " bytes were copied; " + round);
            }
            round.checkCopiedByTheKernel(position, Arrays.copyOfRange(after, offset, offset + copied), copied);
        }
        int most = hasSucceeded() ? copied : length;
        checkSame(after, 0, offset);
        checkSame(after, offset + most, after.length);
        if (!hasSucceeded()) checkPart(round, after);
    }

    private void checkSame(byte[] after, int from, int to) {
        int different = Arrays.mismatch(before, from, to, after, from, to);
        if (different >= 0) {
            throw new AssertionError("byte " + (from + different) + " of the room is another one, after " + this);
        }
    }

    /// Some bytes were copied, the others are what they were.
    private void checkPart(Round round, byte[] after) {
        for (int i = offset; i < offset + length; ) {
            int end = i;
            while (end < offset + length && after[end] != before[end]) end++;
            if (end > i)
                round.checkCopiedByTheKernel(position + i - offset, Arrays.copyOfRange(after, i, end), end - i);
            i = end + 1;
        }
    }

    @Override
    String describe() {
        return "copy of " + length + " from " + position + " to room " + tag + " at " + offset + ", " + way;
    }
}
