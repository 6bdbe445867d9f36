package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.engine.FileFacts;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Calls that are short as a rule, when they are not.
@Timeout(60)
class ShortCallsTest extends EngineTest {

    private static final int THREADS = 16;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final Semaphore arrived = new Semaphore(0);

    @BeforeEach
    void startEngine() {
        engine = new PortableEngine(settings(THREADS, 16_384));
    }

    @AfterEach
    void letAllGo() {
        gate.countDown();
    }

    private Task<Long> status(Function<FileFacts, Long> found) {
        return engine.submit(new NameOperation.Status<>(NativePath.of(folder), true, found, null, null), NONE);
    }

    /// As a call to a server that does not answer.
    private Long stuck(FileFacts facts) {
        arrived.release();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return facts.size();
    }

    private List<Task<Long>> asManyAsThereAreUsually() {
        int usual = Math.max(2, Runtime.getRuntime().availableProcessors());
        List<Task<Long>> stuck = new ArrayList<>();
        for (int i = 0; i < usual; i++) stuck.add(status(this::stuck));
        arrived.acquireUninterruptibly(usual);
        return stuck;
    }

    @Test
    void thoseThatAreStuckDoNotHoldUpTheOthers() throws Exception {
        List<Task<Long>> stuck = asManyAsThereAreUsually();
        List<Task<Long>> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) others.add(status(FileFacts::links));
        for (Task<Long> other : others) assertThat(other.await()).isPositive();
        assertThat(stuck).noneMatch(Task::isDone);
        gate.countDown();
        for (Task<Long> task : stuck) assertThat(task.await()).isNotNegative();
    }

    @Test
    void aThousandThatAreStuckHaveTheThreadsOfTheLaneAndNoMore() throws Exception {
        List<Task<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) tasks.add(status(this::stuck));
        arrived.acquireUninterruptibly(THREADS);
        assertThat(engine.pool().threads()).isBetween(THREADS, THREADS + 1); // one may read the mounts
        gate.countDown();
        for (Task<Long> task : tasks) assertThat(task.await()).isNotNegative();
    }

    @Test
    void cancellingFreesTheWaiterAtOnceAndSaysWhatMayHaveHappened() throws Exception {
        Task<Long> begun = asManyAsThereAreUsually().getFirst();
        begun.cancel();
        assertThat(reach(begun)).isEqualTo(Cancellation.Reach.DETACHED);
    }

    @Test
    void aThousandInTurnsAreEachTheirOwn() throws Exception {
        List<Task<Long>> tasks = new ArrayList<>();
        for (long i = 0; i < 5_000; i++) {
            long number = i;
            tasks.add(status(_ -> number));
            if (i % 7 == 0) tasks.getLast().cancel();
        }
        for (int i = 0; i < tasks.size(); i++) {
            switch (tasks.get(i).outcome()) {
                case Outcome.Succeeded<Long>(Long number) -> assertThat(number).isEqualTo(i);
                case Outcome.Cancelled<Long> _ -> assertThat(i % 7).isZero();
                case Outcome.Failed<Long>(var failure) -> throw new AssertionError(failure.toException());
            }
        }
    }
}
