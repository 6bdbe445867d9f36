package dev.tidemill.task;

import java.util.concurrent.atomic.AtomicInteger;

/// A node that counts how often it was told that its task is done, and remembers its turn.
class Told extends Node {

    private final AtomicInteger turns;

    /// How often; of the threads that tell, one after the other.
    int times;

    /// Its turn among all of one state, from 1; 0 before.
    int turn;

    Told(AtomicInteger turns) {
        this.turns = turns;
    }

    @Override
    void taskIsDone(Cascade cascade) {
        times++;
        turn = turns.incrementAndGet();
    }

    /// As whoever registers a node does: if the task was done already, tells it itself.
    ///
    /// @return whether it is in the chain
    final boolean register(Task<?> task) {
        if (task.addNode(this)) {
            return true;
        }
        times++;
        turn = turns.incrementAndGet();
        return false;
    }

    /// One that gives up, as a thread does whose time is over.
    static final class GivingUp extends Told {

        private volatile boolean abandoned;

        GivingUp(AtomicInteger turns) {
            super(turns);
        }

        @Override
        boolean isAbandoned() {
            return abandoned;
        }

        void giveUp(Task<?> task) {
            abandoned = true;
            task.unlinkAbandoned();
        }
    }
}
