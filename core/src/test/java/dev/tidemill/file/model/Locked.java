package dev.tidemill.file.model;

import dev.tidemill.file.RangeLock;
import java.util.HashSet;
import java.util.Set;

/// Who has which part of the file locked. All threads.
final class Locked {

    private final Set<RangeLock> held = new HashSet<>(); // under this object's lock

    private int steps; // of the thread that plays the rounds

    void beginRound() {
        steps = 0;
    }

    void expect() {
        steps++;
    }

    /// How many of the round want to lock something.
    int steps() {
        return steps;
    }

    /// @throws AssertionError if somebody has it who excludes that
    synchronized void add(RangeLock lock) {
        for (RangeLock other : held) {
            boolean both = lock.isShared() && other.isShared();
            if (!both && overlap(lock, other) && other.isHeld() && lock.isHeld()) {
                throw new AssertionError(lock + " was given beside " + other);
            }
        }
        held.add(lock);
    }

    /// To be called before it is given back.
    synchronized void remove(RangeLock lock) {
        held.remove(lock);
    }

    private static boolean overlap(RangeLock one, RangeLock other) {
        return one.position() < end(other) && other.position() < end(one);
    }

    private static long end(RangeLock lock) {
        return lock.length() == 0 ? Long.MAX_VALUE : lock.position() + lock.length();
    }
}
