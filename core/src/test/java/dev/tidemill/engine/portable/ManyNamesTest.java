package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Waiting;
import dev.tidemill.engine.FileFacts;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Many names of which some do not answer, by system calls and by the JDK.
@Timeout(60)
@ParameterizedClass
@EnumSource(names = {"SYSTEM_CALLS", "CHANNELS"})
class ManyNamesTest extends EngineTest {

    private static final int THREADS = 8;
    private static final int MANY = 5_000; // so many that pieces are long

    private final Driver driver;
    private final CountDownLatch gate = new CountDownLatch(1);
    private final Set<Path> arrived = ConcurrentHashMap.newKeySet();

    ManyNamesTest(Driver driver) {
        this.driver = driver;
    }

    @BeforeEach
    void startEngine() {
        engine.close();
        engine = new PortableEngine(settings(THREADS, 1), driver);
    }

    @AfterEach
    void letAllGo() {
        gate.countDown();
    }

    private List<Path> missing(int count) {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) paths.add(folder.resolve("missing" + i));
        return paths;
    }

    /// Whether they are there. Some do not answer, as if they were on a server that is gone.
    private Task<List<Outcome<Boolean>>> exist(List<Path> paths, Predicate<Path> silent) {
        return engine.submit(
                new ManyNames<>("look", paths, (_, name) -> {
                    arrived.add(name.path());
                    if (silent.test(name.path())) awaitGate();
                    return new NameOperation.Status<>(name, true, FileFacts::isDirectory, false, false);
                }),
                NONE);
    }

    private void awaitGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Reach reachOf(Outcome<?> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
        return ((Outcome.Cancelled<?>) outcome).cancellation().reach();
    }

    private void untilArrived(int count) {
        Waiting.until(() -> arrived.size() == count, () -> arrived.size() + " of " + count + " were looked at");
    }

    @Test
    void theFirstOfAPieceThatDoesNotAnswerHoldsUpNoneOfTheOthers() throws Exception {
        List<Path> paths = missing(MANY);
        Task<List<Outcome<Boolean>>> task = exist(paths, paths.getFirst()::equals);
        untilArrived(MANY);
        assertThat(task.isDone()).isFalse();
        task.cancel();
        List<Outcome<Boolean>> outcomes = task.await();
        assertThat(reachOf(outcomes.getFirst())).isEqualTo(Reach.DETACHED);
        Waiting.until(() -> engine.pendingOperations() == 1, "what does not answer is pending");
        gate.countDown();
        Waiting.until(() -> engine.pendingOperations() == 0, "nothing is pending");
        assertThat(outcomes.subList(0, 1))
                .as("what was given does not change")
                .allMatch(outcome -> reachOf(outcome) == Reach.DETACHED);
    }

    @Test
    void thoseThatDoNotAnswerBringInMoreThreadsUpToThoseOfTheLane() throws Exception {
        List<Path> paths = missing(MANY);
        Set<Path> silent = Set.copyOf(paths.subList(0, THREADS - 1));
        Task<List<Outcome<Boolean>>> task = exist(paths, silent::contains);
        untilArrived(MANY);
        assertThat(task.isDone()).isFalse();
        gate.countDown();
        assertThat(task.await()).hasSize(MANY).allMatch(Outcome.Succeeded.class::isInstance);
    }

    @Test
    void cancellingFreesTheWaiterWhenNoneAnswers() throws Exception {
        Task<List<Outcome<Boolean>>> task = exist(missing(MANY), _ -> true);
        untilArrived(THREADS);
        task.cancel();
        List<Outcome<Boolean>> outcomes = task.await();
        assertThat(outcomes)
                .filteredOn(outcome -> reachOf(outcome) == Reach.DETACHED)
                .hasSize(THREADS);
        assertThat(outcomes)
                .filteredOn(outcome -> reachOf(outcome) == Reach.NEVER_STARTED)
                .hasSize(MANY - THREADS);
        gate.countDown();
        Waiting.until(() -> engine.pendingOperations() == 0, "nothing is pending");
        assertThat(arrived).as("names that were looked at").hasSize(THREADS);
    }

    @Test
    void aMountThatDoesNotAnswerHoldsUpItsOwnNamesOnly() throws Exception {
        List<Path> paths = missing(200);
        for (int i = 0; i < 200; i++) paths.add(2 * i, Path.of("/proc/self/missing" + i));
        Task<List<Outcome<Boolean>>> task = exist(paths, path -> path.startsWith("/proc"));
        untilArrived(200 + THREADS);
        assertThat(arrived).filteredOn(path -> path.startsWith("/proc")).hasSize(THREADS);
        assertThat(task.isDone()).isFalse();
        gate.countDown();
        assertThat(task.await()).hasSize(400).containsOnly(new Outcome.Succeeded<>(false));
    }

    @Test
    void closingFreesTheWaiterAndWaitsForTheCalls() throws Exception {
        Task<List<Outcome<Boolean>>> task = exist(missing(100), _ -> true);
        untilArrived(THREADS);
        var closing = new FutureTask<>(() -> {
            engine.close();
            return null;
        });
        Thread.ofPlatform().start(closing);
        for (Outcome<Boolean> outcome : task.await()) {
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Failed.class,
                            failed -> assertThat(failed.failure().toException())
                                    .isInstanceOf(AsynchronousCloseException.class));
        }
        assertThat(closing.isDone()).isFalse();
        gate.countDown();
        closing.get();
        assertThat(engine.pendingOperations()).isZero();
        assertThat(arrived).hasSize(THREADS);
    }

    @Test
    void aMistakeInOneHarmsNoOther() throws Exception {
        List<Path> paths = missing(100);
        var mistake = new IllegalStateException("a mistake");
        Task<List<Outcome<Boolean>>> task = exist(paths, path -> {
            if (path.equals(paths.get(50))) throw mistake;
            return false;
        });
        List<Outcome<Boolean>> outcomes = new ArrayList<>(task.await());
        assertThat(((Outcome.Failed<Boolean>) outcomes.remove(50)).failure().toException())
                .isSameAs(mistake);
        assertThat(outcomes).hasSize(99).containsOnly(new Outcome.Succeeded<>(false));
    }

    @Test
    void aBatchHasOnePermitHoweverManyNames() throws Exception {
        List<Outcome<Boolean>> outcomes =
                exist(Collections.nCopies(MANY, folder), _ -> false).await();
        assertThat(outcomes).hasSize(MANY).containsOnly(new Outcome.Succeeded<>(true));
    }

    @Test
    void otherNamesOfTheLaneHaveTheirTurnsBetweenThePieces() throws Exception {
        engine.close();
        engine = new PortableEngine(settings(THREADS, 16), driver);
        Task<List<Outcome<Boolean>>> many = exist(Collections.nCopies(200_000, folder), _ -> false);
        Task<Boolean> one = engine.submit(
                new NameOperation.Status<>(NativePath.of(folder), true, _ -> many.isDone(), null, null), NONE);
        assertThat(one.await()).as("whether the many came first").isFalse();
        assertThat(many.await()).hasSize(200_000);
    }
}
