package dev.tidemill.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Waiting;
import dev.tidemill.program.Program;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import dev.tidemill.trace.TaskLogger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskLoggerTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final List<Task<?>> begun = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void endAll() {
        TaskLogger.level(Level.OFF);
        begun.forEach(Task::cancel);
    }

    private <T> Task<T> ends(Task<T> task) {
        begun.add(task);
        return task;
    }

    private void begins(Task<?> task) {
        begun.add(task);
    }

    private static List<PendingTask> tagged(String tag) {
        return TaskLogger.pending(task -> task.tag().filter(tag::equals).isPresent());
    }

    private static PendingTask only(String tag) {
        List<PendingTask> found = tagged(tag);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void aViewOfATaskThatIsDoneIsNotPending() {
        TaskLogger.level(Level.COUNT);
        TaskCounts before = TaskLogger.counts();
        begins(Task.completed("").configureAwait(false));
        assertThat(TaskLogger.counts().pendingByKind()).isEqualTo(before.pendingByKind());
    }

    /// Who adds a function may find that its task has ended meanwhile.
    @Test
    void aFunctionThatComesJustTooLateDoesNotStayPending() throws Exception {
        TaskLogger.level(Level.COUNT);
        TaskCounts before = TaskLogger.counts();
        var next = new AtomicReference<TaskSource<String>>();
        Thread completing = Thread.ofPlatform().start(() -> {
            for (int round = 0; round < 50_000; round++) {
                TaskSource<String> source = next.getAndSet(null);
                while (source == null) {
                    Thread.onSpinWait();
                    source = next.getAndSet(null);
                }
                source.succeed("");
            }
        });
        for (int round = 0; round < 50_000; round++) {
            var source = new TaskSource<String>();
            next.set(source);
            for (int spins = round % 50; spins > 0; spins--) Thread.onSpinWait();
            Task<Integer> length = source.task().thenApply(String::length);
            Task<String> view = source.task().configureAwait(false);
            assertThat(length.await()).isZero();
            assertThat(view.await()).isEmpty();
        }
        completing.join();
        Waiting.until(
                () -> TaskLogger.counts().pendingByKind().equals(before.pendingByKind()),
                () -> TaskLogger.counts() + " and not " + before);
    }

    @Test
    void aLineSaysWhatAndWhereAndHowLongAndForWhom() throws Exception {
        TaskLogger.level(Level.CALLER);
        Task<Void> pause = ends(Program.pause(LONG).tag("5s op"));
        Task<List<Void>> all = ends(Tasks.whenAll(List.of(pause, Task.<Void>completed(null))));
        Thread waiter = Thread.ofPlatform().name("the waiter").start(() -> waitFor(all));
        Waiting.untilParked(waiter);

        PendingTask found = only("5s op");
        assertThat(found.toString())
                .matches("5s op, Program\\.pause\\(Program\\.java:\\d+\\), \\d+ ms, delay of 3600 s, waited for by the"
                        + " waiter");
        assertThat(found.caller().orElseThrow().getClassName()).isEqualTo(Program.class.getName());
        assertThat(found.kind()).isEqualTo("delay");
        assertThat(found.state()).isEqualTo(PendingTask.State.PENDING);
        assertThat(found.started().plus(found.age())).isAfter(found.started().minusMillis(1));

        pause.cancel();
        waiter.join();
        assertThat(tagged("5s op")).isEmpty();
    }

    @Test
    void theCallerIsTheUserEvenBehindTheLibraryOfTheJdk() {
        TaskLogger.level(Level.CALLER);
        TaskLogger.tagged("many", () -> Program.pauses(3, LONG)).forEach(this::begins);

        assertThat(tagged("many"))
                .hasSize(3)
                .allSatisfy(task ->
                        assertThat(task.caller().orElseThrow().getClassName()).isEqualTo(Program.class.getName()));
    }

    @Test
    void theOldestComesFirst() {
        TaskLogger.level(Level.PENDING);
        for (int i = 0; i < 100; i++) begins(Tasks.delay(LONG).tag("in a row"));

        List<PendingTask> found = tagged("in a row");
        assertThat(found).hasSize(100).isSortedAccordingTo((a, b) -> b.age().compareTo(a.age()));
        assertThat(found).allSatisfy(task -> assertThat(task.caller()).isEmpty());
        assertThat(TaskLogger.oldest(3)).hasSize(3);
        assertThat(TaskLogger.oldest(0)).isEmpty();
        assertThatThrownBy(() -> TaskLogger.oldest(-1).clear()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void onlyWhatBeginsLaterIsRecorded() {
        Task<Void> before = ends(Tasks.delay(LONG).tag("before"));
        TaskLogger.level(Level.PENDING);
        begins(Tasks.delay(LONG).tag("at pending"));
        TaskLogger.level(Level.CALLER);
        begins(Program.pause(LONG).tag("at caller"));
        TaskLogger.level(Level.COUNT);
        begins(Tasks.delay(LONG).tag("at count"));
        TaskLogger.level(Level.OFF);
        begins(Tasks.delay(LONG).tag("at off"));

        assertThat(before.isDone()).isFalse();
        assertThat(tagged("before")).isEmpty();
        assertThat(only("at pending").caller()).isEmpty();
        assertThat(only("at caller").caller()).isPresent();
        assertThat(tagged("at count")).isEmpty();
        assertThat(tagged("at off")).isEmpty();
    }

    @Test
    void countsAreThoseOfTheTimeInWhichTheyWereCounted() {
        TaskCounts before = TaskLogger.counts();
        Task<Void> uncounted = ends(Tasks.delay(LONG));
        TaskLogger.level(Level.COUNT);
        Task<Void> one = ends(Tasks.delay(LONG));
        Task<Void> other = ends(TaskLogger.tagged("counted", () -> Tasks.delay(LONG)));
        uncounted.cancel();
        TaskLogger.level(Level.OFF);

        TaskCounts counts = TaskLogger.counts();
        assertThat(counts.started() - before.started()).isEqualTo(2);
        assertThat(counts.ended()).isEqualTo(before.ended());
        assertThat(counts.pendingByKind().get("delay"))
                .isEqualTo(before.pendingByKind().getOrDefault("delay", 0L) + 2);
        assertThat(counts.toString()).contains("delay ").contains(counts.pending() + " pending");

        one.cancel();
        other.cancel();
        assertThat(TaskLogger.counts().pendingByKind().get("delay"))
                .isEqualTo(before.pendingByKind().get("delay"));
        assertThat(TaskLogger.counts().ended() - before.ended()).isEqualTo(2);
    }

    @Test
    void whatIsDoneAtOnceIsNotPending() {
        TaskLogger.level(Level.PENDING);
        Task<Integer> born = Task.completed(1).tag("born done");
        Task<Integer> then = born.thenApply(i -> i + 1).tag("done");

        assertThat(then.join()).isEqualTo(2);
        assertThat(tagged("born done")).isEmpty();
        assertThat(tagged("done")).isEmpty();
    }

    /// Until it is done, whatever it comes to.
    private static void waitFor(Task<?> task) {
        try {
            assertThat(task.outcome()).isNotNull();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    // Tags.

    @Test
    void aTagFlowsToAllThatBeginsLaterInTheCodeOfTheScope() throws Exception {
        TaskLogger.level(Level.PENDING);
        var gate = new TaskSource<Void>();
        var started = new CountDownLatch(3);
        TaskLogger.tagged("import", () -> {
            begins(Task.run(() -> {
                gate.task().await();
                begins(Tasks.delay(LONG));
                started.countDown();
                return ends(Tasks.delay(LONG)).await();
            }));
            begins(Task.compute(() -> {
                gate.task().await();
                begins(Tasks.delay(LONG));
                started.countDown();
            }));
            begins(gate.task().thenRun(() -> {
                begins(Tasks.delay(LONG));
                begins(Tasks.delay(LONG).tag("of its own"));
                started.countDown();
            }));
        });
        assertThat(gate.succeed(null)).isTrue();
        started.await();

        Waiting.until(
                () -> tagged("import").stream()
                                .filter(task -> task.kind().equals("delay"))
                                .count()
                        == 4,
                () -> "in the list: " + TaskLogger.pending());
        assertThat(only("of its own").kind()).isEqualTo("delay");
        begins(Tasks.delay(LONG).tag("outside"));
        assertThat(only("outside").description()).isEqualTo("delay of 3600 s");
    }

    @Test
    void theInnerScopeNamesItsTasks() {
        TaskLogger.level(Level.PENDING);
        Task<Void> named = TaskLogger.tagged("outer", () -> TaskLogger.tagged("inner", () -> ends(Tasks.delay(LONG))))
                .tag("named");
        assertThat(named.isDone()).isFalse();
        assertThat(tagged("inner")).isEmpty();
        assertThat(only("named")).isNotNull();
        TaskLogger.tagged("outer", () -> TaskLogger.tagged("inner", () -> begins(Tasks.delay(LONG))));
        assertThat(only("inner")).isNotNull();
        assertThat(tagged("outer")).isEmpty();
    }

    // Who waits.

    @Test
    void whoWaitsIsFoundBehindWhatDependsOnTheTask() throws Exception {
        TaskLogger.level(Level.PENDING);
        Task<Void> pause = ends(Tasks.delay(LONG).tag("the pause"));
        assertThat(only("the pause").waiters()).isEmpty();

        Executor executor = Executors.newVirtualThreadPerTaskExecutor();
        Task<Void> after = pause.thenRunAsync(() -> {}, executor);
        CompletableFuture<Void> future = pause.toCompletableFuture();
        Task<Object> first = ends(after.applyToEither(ends(Tasks.delay(LONG)), v -> v));
        Thread waiter = Thread.ofVirtual().name("the waiter").start(() -> waitFor(first));
        Waiting.untilParked(waiter);

        assertThat(only("the pause").waiters())
                .containsExactlyInAnyOrder(
                        "a function on " + executor, "a CompletableFuture", "the waiter #" + waiter.threadId());
        assertThat(only("the pause").toString()).contains("waited for by ").contains(" and ");
        assertThat(future.isDone()).isFalse();
        pause.cancel();
        waiter.join();
    }

    @Test
    void whatAPlatformThreadHoldsWhileItWaitsIsShown() throws Exception {
        TaskLogger.level(Level.PENDING);
        Task<Void> pause = ends(Tasks.delay(LONG).tag("locked in"));
        Object monitor = new Object();
        var lock = new ReentrantLock();
        Thread waiter = Thread.ofPlatform().name("holder").start(() -> {
            lock.lock();
            try {
                synchronized (monitor) {
                    waitFor(pause);
                }
            } finally {
                lock.unlock();
            }
        });
        Waiting.untilParked(waiter);
        assertThat(only("locked in").waiters())
                .singleElement()
                .asString()
                .startsWith("holder holding java.lang.Object@" + Integer.toHexString(System.identityHashCode(monitor)))
                .contains("ReentrantLock");
        pause.cancel();
        waiter.join();
    }

    @Test
    void whoGaveUpDoesNotWait() throws Exception {
        TaskLogger.level(Level.PENDING);
        Task<Void> pause = ends(Tasks.delay(LONG).tag("left alone"));
        assertThat(pause.waitFor(Duration.ofMillis(1))).isFalse();
        assertThat(only("left alone").waiters()).isEmpty();
    }

    @Test
    void aLongChainIsNotFollowedToItsEnd() {
        TaskLogger.level(Level.OFF);
        var source = new TaskSource<Integer>();
        TaskLogger.level(Level.PENDING);
        Task<Integer> first = source.task().thenApply(i -> i + 1).tag("first of many");
        Task<Integer> last = first;
        for (int i = 0; i < 100_000; i++) last = last.thenApply(n -> n + 1);
        assertThat(only("first of many").waiters()).hasSizeLessThanOrEqualTo(8);
        assertThat(source.succeed(0)).isTrue();
        assertThat(last.join()).isEqualTo(100_001);
    }

    @Test
    void aBodyIsListedWithItsThread() throws Exception {
        TaskLogger.level(Level.PENDING);
        var gate = new TaskSource<Void>();
        Task<Void> body = ends(Task.run(() -> {
                    gate.task().await();
                })
                .tag("body"));
        Waiting.until(() -> only("body").thread().isPresent(), "running");

        PendingTask running = only("body");
        assertThat(running.kind()).isEqualTo("run");
        assertThat(running.state()).isEqualTo(PendingTask.State.STARTED);
        assertThat(running.toString()).matches("body, \\d+ ms, run on tidemill-run #\\d+, started");
        assertThat(gate.succeed(null)).isTrue();
        body.await();
        assertThat(tagged("body")).isEmpty();
    }

    // The list holds nothing.

    @Test
    void aTaskThatNobodyKnowsAnyMoreLeavesTheList() {
        TaskLogger.level(Level.PENDING);
        long before = TaskLogger.counts().abandoned();
        dropOne();

        Waiting.until(
                () -> {
                    System.gc();
                    return tagged("dropped").isEmpty() && TaskLogger.counts().abandoned() > before;
                },
                "collected");
    }

    private static void dropOne() {
        var source = new TaskSource<Void>();
        assertThat(source.task().tag("dropped").isDone()).isFalse();
        assertThat(tagged("dropped")).hasSize(1);
    }

    @Test
    void nothingIsLeftOfAHundredThousandTasksOfEightThreads() throws Exception {
        int threads = 8;
        int each = 12_500;
        TaskCounts before = TaskLogger.counts();
        TaskLogger.level(Level.PENDING);
        List<Task<?>> sources = Collections.synchronizedList(new ArrayList<>());
        List<Thread> all = new ArrayList<>();
        List<TaskSource<Integer>> exchanged = Collections.synchronizedList(new ArrayList<>());
        for (int t = 0; t < threads; t++) {
            boolean virtual = t % 2 == 0;
            all.add((virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(() -> {
                for (int i = 0; i < each; i++) {
                    var source = new TaskSource<Integer>();
                    sources.add(source.task().tag("stress"));
                    exchanged.add(source);
                    if (i % 3 == 0) { // another thread's, mostly
                        TaskSource<Integer> other = takeOne(exchanged);
                        if (other != null) assertThat(other.succeed(i)).isTrue();
                    }
                }
            }));
        }
        Thread reader = Thread.ofPlatform().start(() -> {
            while (all.stream().anyMatch(Thread::isAlive)) {
                assertThat(tagged("stress").size()).isLessThanOrEqualTo(threads * each);
            }
        });
        for (Thread thread : all) thread.join();
        reader.join();

        assertThat(tagged("stress")).hasSameSizeAs(exchanged);
        for (TaskSource<Integer> source : exchanged)
            assertThat(source.succeed(0)).isTrue();
        assertThat(sources).hasSize(threads * each).allMatch(Task::isDone);
        assertThat(tagged("stress")).isEmpty();
        TaskLogger.level(Level.OFF);
        TaskCounts after = TaskLogger.counts();
        assertThat(after.started() - before.started()).isGreaterThanOrEqualTo((long) threads * each);
        assertThat(after.pendingByKind().getOrDefault("source", 0L))
                .isLessThanOrEqualTo(before.pendingByKind().getOrDefault("source", 0L));
    }

    private static TaskSource<Integer> takeOne(List<TaskSource<Integer>> from) {
        synchronized (from) {
            return from.isEmpty() ? null : from.removeLast();
        }
    }
}
