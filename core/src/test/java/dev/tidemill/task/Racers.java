package dev.tidemill.task;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Threads that do something at the same moment.
final class Racers implements AutoCloseable {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    /// Lets all of them begin together, and gives what they came to.
    @SafeVarargs
    @SuppressWarnings("varargs")
    final <T> List<T> race(Callable<T>... racers) throws Exception {
        var start = new CyclicBarrier(racers.length);
        var running = new ArrayList<Future<T>>();
        for (Callable<T> racer : racers) {
            running.add(threads.submit(() -> {
                start.await();
                return racer.call();
            }));
        }
        var results = new ArrayList<T>();
        for (Future<T> one : running) results.add(one.get());
        return results;
    }

    @Override
    public void close() {
        threads.close();
    }
}
