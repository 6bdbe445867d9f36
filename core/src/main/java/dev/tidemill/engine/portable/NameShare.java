package dev.tidemill.engine.portable;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/// Those of many names that wait in one lane. Threads of the lane take them piece by piece.
///
/// A piece is short, so that other calls of the lane get their turns in between, and shorter
/// towards the end, so that all are done at about the same time. Who finds nothing left takes from
/// the pieces of the others what those have not begun: one of them may have met a call that does
/// not come back.
final class NameShare {

    /// Long enough that what a piece costs is little beside the calls.
    private static final int LONGEST_PIECE = 16;

    private final Lane lane;
    private int[] numbers = new int[16];
    private int count;

    private final AtomicInteger taken = new AtomicInteger();
    private volatile Piece[] pieces = {};

    NameShare(Lane lane) {
        this.lane = lane;
    }

    Lane lane() {
        return lane;
    }

    void add(int number) {
        if (count == numbers.length) numbers = Arrays.copyOf(numbers, 2 * count);
        numbers[count++] = number;
    }

    /// Lines up as many pieces as threads may work on at once: the lane decides how many do.
    void start(PooledNames<?> names, ShortCalls calls) {
        var pieces = new Piece[Math.min(count, calls.most())];
        Arrays.setAll(pieces, _ -> new Piece(names, calls));
        this.pieces = pieces;
        for (Piece piece : pieces) {
            try {
                calls.add(piece);
            } catch (OutOfMemoryError e) {
                if (piece == pieces[0]) names.giveUp(numbers, 0, count, e);
                return; // those who are there do all
            }
        }
    }

    /// What a thread has taken, and after that the next.
    private final class Piece implements ShortCalls.Calls {

        private final PooledNames<?> names;
        private final ShortCalls calls;

        // Only a hint for the others: who makes the call on a name is decided there.
        private volatile int from;
        private volatile int to;

        Piece(PooledNames<?> names, ShortCalls calls) {
            this.names = names;
            this.calls = calls;
        }

        @Override
        public int make() {
            int made = take() ? names.make(numbers, from, to) : makeWhatOthersHaveTaken();
            to = 0;
            if (!names.isDone() && (made > 0 || taken.get() < count)) calls.add(this);
            return Math.max(1, made);
        }

        private boolean take() {
            for (; ; ) {
                int begin = taken.get();
                int left = count - begin;
                if (left == 0) return false;
                int length = Math.clamp(left / 64, 1, LONGEST_PIECE);
                from = begin; // before it is taken: nobody is to find that there is nothing left to take, and not this
                to = begin + length;
                if (taken.compareAndSet(begin, begin + length)) return true;
            }
        }

        private int makeWhatOthersHaveTaken() {
            for (Piece other : pieces) {
                int begin = other.from;
                int end = other.to;
                int made = names.areSomeLeft(numbers, begin, end) ? names.make(numbers, begin, end) : 0;
                if (made > 0) return made;
            }
            return 0;
        }
    }
}
