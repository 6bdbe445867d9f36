package dev.tidemill.bench.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;

/// Who calls: the one thread that measures, or many threads at once.
public enum Callers {
    /// The calling thread itself, a platform thread.
    PLATFORM(Runnable::run),
    /// A fresh virtual thread for each caller.
    VIRTUAL(Thread::startVirtualThread);

    private final Executor start;

    Callers(Executor start) {
        this.start = start;
    }

    /// Runs `count` loops and adds up what they return; the first failure is thrown.
    public long run(int count, IntFunction<Callable<Long>> loop) throws Exception {
        if (this == PLATFORM && count != 1) {
            throw new IllegalArgumentException("there is one measuring thread, not " + count);
        }
        List<FutureTask<Long>> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var task = new FutureTask<>(loop.apply(i));
            running.add(task);
            start.execute(task);
        }
        long sum = 0;
        for (var task : running) sum += task.get();
        return sum;
    }
}
