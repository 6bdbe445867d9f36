package dev.tidemill.bench.jmh;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.bench.worker.Signal;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Two threads that wait for each other in turn: what waiting for a task costs over bare
/// `LockSupport.park` and `unpark`. One operation is there and back: two waits and two wakes.
///
/// With `-jvmArgsAppend -Djdk.virtualThreadScheduler.parallelism=1` both virtual threads share a
/// processor, and what is measured is the work; without it, it is the waking of processors, too.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class PingPong {

    private static final int ROUNDS = 10_000;

    /// Who begins; the other one is a virtual thread.
    @Param({"virtual", "platform"})
    private String first = "virtual";

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void park() throws InterruptedException {
        play(new ByPark());
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void task() throws InterruptedException {
        play(new ByTask());
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void future() throws InterruptedException {
        play(new ByFuture());
    }

    private void play(Game game) throws InterruptedException {
        Thread returns = Thread.ofVirtual().unstarted(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                game.awaitPing();
                game.pong();
            }
        });
        Runnable serves = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                game.ping();
                game.awaitPong();
            }
        };
        Thread server = first.equals("virtual")
                ? Thread.ofVirtual().unstarted(serves)
                : Thread.ofPlatform().unstarted(serves);
        game.between(server, returns);
        returns.start();
        server.start();
        server.join();
        returns.join();
    }

    private abstract static class Game {

        void between(Thread server, Thread returner) {}

        abstract void ping();

        abstract void awaitPing();

        abstract void pong();

        abstract void awaitPong();
    }

    private static final class ByPark extends Game {

        private @Nullable Thread server;
        private @Nullable Thread returner;
        private volatile boolean served;

        @Override
        void between(Thread one, Thread other) {
            server = one;
            returner = other;
        }

        @Override
        void ping() {
            served = true;
            LockSupport.unpark(returner);
        }

        @Override
        void awaitPing() {
            while (!served) LockSupport.park(this);
        }

        @Override
        void pong() {
            served = false;
            LockSupport.unpark(server);
        }

        @Override
        void awaitPong() {
            while (served) LockSupport.park(this);
        }
    }

    /// A task serves once: each side makes the next one before it completes this one.
    private static final class ByTask extends Game {

        private Signal<Boolean> ping = new Signal<>();
        private Signal<Boolean> pong = new Signal<>();

        @Override
        void ping() {
            pong = new Signal<>();
            ping.set(true);
        }

        @Override
        void awaitPing() {
            ping.join();
        }

        @Override
        void pong() {
            ping = new Signal<>();
            pong.set(true);
        }

        @Override
        void awaitPong() {
            pong.join();
        }
    }

    private static final class ByFuture extends Game {

        private CompletableFuture<Boolean> ping = new CompletableFuture<>();
        private CompletableFuture<Boolean> pong = new CompletableFuture<>();

        @Override
        void ping() {
            pong = new CompletableFuture<>();
            ping.complete(true);
        }

        @Override
        void awaitPing() {
            ping.join();
        }

        @Override
        void pong() {
            ping = new CompletableFuture<>();
            pong.complete(true);
        }

        @Override
        void awaitPong() {
            pong.join();
        }
    }
}
