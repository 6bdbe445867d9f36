package dev.tidemill.task;

import dev.tidemill.stress.ModelCheck;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A task is one cell that is written once, and a list of those who are told when it is.
@Timeout(600)
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public class TaskModelTest {

    private final TaskSource<Integer> source = new TaskSource<>();
    private final Task<Integer> task = source.task();
    private final Queue<Counting> nodes = new ConcurrentLinkedQueue<>();

    @Operation
    public boolean succeed(int value) {
        return source.succeed(value);
    }

    @Operation
    public boolean cancel() {
        return task.cancel(true);
    }

    @Operation
    public boolean isDone() {
        return task.isDone();
    }

    @Operation
    public Object end() {
        return task.isDone() ? task.isCancelled() ? "cancelled" : task.resultNow() : "pending";
    }

    /// @return whether it is told later; otherwise it has to tell itself
    @Operation
    public boolean register() {
        return register(new Counting());
    }

    @Operation
    public boolean registerAndGiveUp() {
        Counting node = new Counting();
        boolean added = register(node);
        node.abandoned = true;
        task.unlinkAbandoned();
        return added;
    }

    private boolean register(Counting node) {
        boolean added = task.addNode(node);
        if (added) {
            nodes.add(node);
        }
        return added;
    }

    /// At the end of each interleaving.
    @Validate
    public void whoWasThereWasToldOnce() {
        int waiting = 0;
        for (Counting node : nodes) {
            int atLeast = task.isDone() && !node.abandoned ? 1 : 0;
            int atMost = task.isDone() ? 1 : 0;
            if (node.times < atLeast || node.times > atMost) {
                throw new AssertionError("told " + node.times + " times");
            }
            waiting += node.abandoned ? 0 : 1;
        }
        if (!task.isDone() && Chains.length(task) != waiting) {
            throw new AssertionError(Chains.length(task) + " in the chain, and " + waiting + " wait");
        }
    }

    private static final class Counting extends Node {

        private volatile boolean abandoned;
        private int times;

        @Override
        void taskIsDone(Cascade cascade) {
            times++;
        }

        @Override
        boolean isAbandoned() {
            return abandoned;
        }
    }

    @Test
    void itIsWrittenOnce() {
        ModelCheck.all(TaskModelTest.class, Cell.class);
    }

    /// What that means, without threads.
    public static class Cell {

        private Object end = "pending";

        public boolean succeed(int value) {
            return complete(value);
        }

        public boolean cancel() {
            complete("cancelled");
            return end.equals("cancelled");
        }

        private boolean complete(Object state) {
            boolean pending = !isDone();
            end = pending ? state : end;
            return pending;
        }

        public boolean isDone() {
            return !end.equals("pending");
        }

        public Object end() {
            return end;
        }

        public boolean register() {
            return !isDone();
        }

        public boolean registerAndGiveUp() {
            return !isDone();
        }
    }
}
