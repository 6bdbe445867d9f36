package dev.tidemill.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.ChildJvm;
import dev.tidemill.Waiting;
import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A failure that nobody looks at is reported once, and no other is.
@Timeout(60)
@Isolated
class UnobservedFailuresTest {

    @FunctionalInterface
    private interface Code {
        void run() throws Exception;
    }

    /// What is reported of failures in this code; its variables are gone then.
    private static List<UnobservedFailure> reportedOf(Code code) throws Exception {
        var reported = Collections.synchronizedList(new ArrayList<UnobservedFailure>());
        try (var _ = UnobservedFailures.onUnobserved(reported::add)) {
            var strict = UnobservedFailures.strict();
            code.run();
            try {
                strict.close();
                assertThat(reported).isEmpty();
            } catch (AssertionError e) {
                assertThat(e.getSuppressed())
                        .hasSameElementsAs(reported.stream()
                                .map(UnobservedFailure::exception)
                                .toList());
            }
        }
        return reported;
    }

    private static Failure failure(String message) {
        return () -> new IOException(message);
    }

    private static Task<String> failed() {
        return Task.failed(failure("broken"));
    }

    private static void swallow(Code code) {
        try {
            code.run();
        } catch (Exception e) {
            assertThat(e).hasStackTraceContaining("broken");
        }
    }

    private static final Map<String, Code> LOOKING = new LinkedHashMap<>();
    private static final Map<String, Code> NOT_LOOKING = new LinkedHashMap<>();

    static {
        LOOKING.put("await", () -> swallow(() -> failed().await()));
        LOOKING.put("get", () -> swallow(() -> failed().get()));
        LOOKING.put("get for a while", () -> swallow(() -> failed().get(1, TimeUnit.DAYS)));
        LOOKING.put("join", () -> swallow(() -> failed().join()));
        LOOKING.put("outcome", () -> assertThat(failed().outcome()).isInstanceOf(Outcome.Failed.class));
        LOOKING.put("outcomeNow", () -> assertThat(failed().outcomeNow()).isInstanceOf(Outcome.Failed.class));
        LOOKING.put("exceptionNow", () -> assertThat(failed().exceptionNow()).isInstanceOf(IOException.class));
        LOOKING.put("handle", () -> assertEquals(1, failed().handle((_, _) -> 1).await()));
        LOOKING.put(
                "exceptionally",
                () -> assertEquals("", failed().exceptionally(_ -> "").await()));
        LOOKING.put(
                "exceptionallyCompose",
                () -> assertEquals(
                        "",
                        failed().exceptionallyCompose(_ -> Task.completed("")).await()));
        LOOKING.put(
                "whenComplete",
                () -> assertTrue(failed().whenComplete((_, _) -> {}).isDone()));
        LOOKING.put(
                "whenComplete far down the chain",
                () -> assertTrue(failed().thenApply(v -> v)
                        .thenCompose(Task::completed)
                        .whenComplete((_, _) -> {})
                        .isDone()));
        LOOKING.put("whenComplete before it fails", () -> {
            var source = new TaskSource<String>();
            var looked = new CountDownLatch(1);
            source.task().whenComplete((_, _) -> looked.countDown()).forget();
            source.fail(failure("broken"));
            looked.await();
        });
        LOOKING.put(
                "toCompletableFuture",
                () -> assertTrue(failed().toCompletableFuture().isCompletedExceptionally()));
        LOOKING.put(
                "a stage of another kind",
                () -> swallow(() -> CompletableFuture.completedFuture(1)
                        .thenCompose(_ -> failed())
                        .get()));
        LOOKING.put(
                "awaiting all",
                () -> swallow(() -> Tasks.whenAll(failed(), failed()).await()));
        LOOKING.put("a waiter", () -> {
            var source = new TaskSource<String>();
            Thread waiter =
                    Thread.ofVirtual().start(() -> swallow(() -> source.task().await()));
            Chains.untilLength(source.task(), 1);
            source.fail(failure("broken"));
            waiter.join();
        });

        LOOKING.put("an owner", () -> {
            var operation = new Copying();
            assertTrue(operation.failWith(failure("broken")));
            assertThrows(IOException.class, operation::own);
        });

        NOT_LOOKING.put("nothing", () -> assertTrue(failed().isDone()));
        NOT_LOOKING.put("a state", () -> {
            var task = failed();
            assertEquals(java.util.concurrent.Future.State.FAILED, task.state());
            assertFalse(task.isCancelled());
            assertFalse(task.cancel(true));
            assertEquals("task: failed: " + ((Unsuccessful) task.finalState()).failure(), task.toString());
            assertThrows(IllegalStateException.class, task::resultNow);
        });
        NOT_LOOKING.put("waitFor", () -> assertTrue(failed().waitFor(Duration.ofDays(1))));
        NOT_LOOKING.put(
                "a function of its value",
                () -> assertTrue(failed().thenAccept(_ -> {}).isDone()));
        NOT_LOOKING.put(
                "a chain",
                () -> assertTrue(
                        failed().thenApply(v -> v).thenCompose(Task::completed).isDone()));
        NOT_LOOKING.put("a source", () -> {
            var source = new TaskSource<String>();
            assertTrue(source.fail(failure("broken")));
            assertFalse(source.fail(failure("too late")));
            assertFalse(source.fail(new IOException("too late")));
        });
        NOT_LOOKING.put(
                "a body", () -> assertTrue(Task.run(() -> failed().await()).waitFor(Duration.ofDays(1))));
        NOT_LOOKING.put(
                "the first of two",
                () -> assertTrue(
                        failed().applyToEither(Task.completed(""), v -> v).isDone()));
        NOT_LOOKING.put(
                "the second of two",
                () -> Task.completed("").applyToEither(failed(), v -> v).await());
        NOT_LOOKING.put(
                "one of all",
                () -> assertTrue(Tasks.whenAll(Task.completed(""), failed()).isDone()));
        NOT_LOOKING.put(
                "both",
                () -> assertTrue(
                        failed().thenCombine(Task.completed(1), (_, _) -> 1).isDone()));
        NOT_LOOKING.put("a waiter that is interrupted", () -> {
            var source = new TaskSource<String>();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, () -> source.task().await());
            source.fail(failure("broken"));
        });
        NOT_LOOKING.put("a waiter whose time is over", () -> {
            var source = new TaskSource<String>();
            assertThrows(TimeoutException.class, () -> source.task().get(1, TimeUnit.NANOSECONDS));
            source.fail(failure("broken"));
        });
        NOT_LOOKING.put(
                "a function that throws it again",
                () -> assertTrue(failed().exceptionally(thrown -> {
                            throw new CompletionException(thrown);
                        })
                        .isDone()));
        NOT_LOOKING.put("a stage from elsewhere", () -> {
            var stage = new CompletableFuture<String>();
            var task = Tasks.fromStage(stage);
            stage.completeExceptionally(new IOException("broken"));
            assertTrue(task.isDone());
        });
    }

    static Set<String> looking() {
        return LOOKING.keySet();
    }

    static Set<String> notLooking() {
        return NOT_LOOKING.keySet();
    }

    @ParameterizedTest
    @MethodSource("looking")
    void whatSomebodyLookedAtIsNotReported(String how) throws Exception {
        assertThat(reportedOf(LOOKING.get(how))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("notLooking")
    void whatNobodyLookedAtIsReportedOnce(String how) throws Exception {
        var reported = reportedOf(NOT_LOOKING.get(how));

        assertThat(reported).hasSize(1);
        assertThat(reported.getFirst().exception()).hasStackTraceContaining("broken");
        assertFalse(reported.getFirst().forgotten());
    }

    @Test
    void aFunctionThatThrowsAfterItLookedHasFailedAgain() throws Exception {
        var reported = reportedOf(() -> assertTrue(failed().whenComplete((_, _) -> {
                    throw new IllegalStateException("the function's");
                })
                .isDone()));

        assertThat(reported).hasSize(1);
        assertThat(reported.getFirst().exception().getSuppressed()).hasSize(1);
    }

    @Test
    void ofAllThatFailedThereIsOneReportAndItHasThemAll() throws Exception {
        var reported = reportedOf(
                () -> assertTrue(Tasks.whenAll(failed(), Task.completed(""), Task.failed(new IOException("too")))
                        .isDone()));

        assertThat(reported).hasSize(1);
        assertThat(reported.getFirst().task()).isEqualTo("all of 3 tasks");
        assertThat(reported.getFirst().exception()).hasMessage("broken");
        assertThat(reported.getFirst().exception().getSuppressed()).hasSize(1);
    }

    @Test
    void oneReportIsEnoughForAThousandFailuresOfAll() throws Exception {
        assertThat(reportedOf(() -> {
                    var tasks = new ArrayList<Task<String>>();
                    for (int i = 0; i < 1_000; i++) tasks.add(failed());
                    assertTrue(Tasks.whenAll(tasks).isDone());
                }))
                .hasSize(1);
    }

    @Test
    void aCancellationIsNeverReported() throws Exception {
        assertThat(reportedOf(() -> {
                    var source = new TaskSource<String>();
                    var task = source.task().thenApply(v -> v);
                    source.cancel();
                    assertTrue(task.isCancelled());
                    source.task().forget();
                    assertTrue(Task.failed(new java.util.concurrent.CancellationException())
                            .isCancelled());
                }))
                .isEmpty();
    }

    @Test
    void aTaskThatCanBeReachedIsNotReported() throws Exception {
        var kept = new AtomicReference<Task<String>>();
        assertThat(reportedOf(() -> kept.set(failed()))).isEmpty();
        assertThat(reportedOf(() -> kept.set(null))).isEmpty(); // it is older than that
    }

    @Test
    void whatIsUnreachableIsFoundWithoutAnybodysHelp() throws Exception {
        var reported = new CountDownLatch(1);
        try (var _ = UnobservedFailures.onUnobserved(_ -> reported.countDown())) {
            assertTrue(failed().isDone());
            Waiting.until(
                    () -> {
                        System.gc();
                        return reported.getCount() == 0;
                    },
                    "a report");
        }
    }

    @Test
    void theReportSaysWhatIsKnown() throws Exception {
        var reported = reportedOf(() -> assertTrue(new Copying().failWith(failure("broken"))));

        assertThat(reported).hasSize(1);
        assertEquals(
                "nobody looked at the failure of a copy: java.io.IOException: broken",
                reported.getFirst().toString());
        var tagged = new UnobservedFailure(
                "a copy",
                "nightly",
                new StackTraceElement("Backup", "start", "Backup.java", 12),
                failure("broken"),
                new IOException("broken"),
                false);
        assertEquals(
                "nobody looked at the failure of a copy [nightly], started at Backup.start(Backup.java:12):"
                        + " java.io.IOException: broken",
                tagged.toString());
    }

    private static final class Copying extends Task<Void> {

        boolean failWith(Failure failure) {
            return fail(failure);
        }

        void own() throws IOException, InterruptedException {
            awaitOwned();
        }

        @Override
        protected String describe() {
            return "a copy";
        }
    }

    @Test
    void codeOfAUserThatThrowsDoesNotKeepATaskFromEnding() throws Exception {
        var reported = reportedOf(() -> {
            var task = new Task<String>() {
                boolean end() {
                    return fail(failure("broken"));
                }

                @Override
                protected String describe() {
                    throw new IllegalStateException("no description");
                }
            };
            assertTrue(task.end());
            assertThrows(IOException.class, task::await);
            assertTrue(Task.failed((Failure) () -> {
                        throw new IllegalStateException("no exception");
                    })
                    .isDone());
        });
        assertThat(reported).hasSize(1);
        assertThat(reported.getFirst().exception()).hasMessage("no exception");
    }

    // Forgotten.

    @Test
    void theFailureOfAForgottenTaskIsReportedWhenItHappens() throws Exception {
        var source = new TaskSource<String>();
        var reported = new TaskSource<UnobservedFailure>();
        try (var _ = UnobservedFailures.onUnobserved(reported::succeed)) {
            source.task().forget();
            source.fail(failure("broken"));
            UnobservedFailure report = reported.task().await();
            assertTrue(report.forgotten());
            assertThat(report.exception()).hasMessage("broken");
        }
        assertThrows(IOException.class, source.task()::await); // it can be looked at all the same
    }

    @Test
    void aTaskThatHasFailedIsReportedWhenItIsForgotten() throws Exception {
        assertThat(reportedOf(() -> {
                    var task = failed();
                    task.forget();
                    task.forget();
                }))
                .hasSize(1)
                .allMatch(UnobservedFailure::forgotten);
    }

    @Test
    void aForgottenTaskAtWhichAFunctionHasLookedIsNotReported() throws Exception {
        assertThat(reportedOf(() -> {
                    failed().whenComplete((_, _) -> {}).forget();
                    var source = new TaskSource<String>();
                    var looked = new CountDownLatch(1);
                    source.task()
                            .whenComplete((_, _) -> looked.countDown())
                            .thenApply(v -> v)
                            .forget();
                    source.task().forget();
                    source.fail(failure("broken"));
                    looked.await();
                }))
                .isEmpty();
    }

    @Test
    void aTaskFailsOnAThreadThatMustNotWaitAndHandlersRunElsewhere() throws Exception {
        var handler = new TaskSource<Thread>();
        try (var _ = UnobservedFailures.onUnobserved(_ -> handler.succeed(Thread.currentThread()))) {
            TestThreads.onNonBlockingThread(() -> {
                failed().forget();
                return null;
            });
            assertTrue(handler.task().await().isVirtual());
        }
    }

    // Who is told.

    @Test
    void aHandlerThatThrowsDoesNotStopTheOthers() throws Exception {
        var told = new TaskSource<UnobservedFailure>();
        try (var _ = UnobservedFailures.onUnobserved(_ -> {
                    throw new IllegalStateException("the handler's");
                });
                var _ = UnobservedFailures.onUnobserved(told::succeed)) {
            failed().forget();
            assertThat(told.task().await().exception()).hasMessage("broken");
        }
    }

    @Test
    void aHandlerThatWasTakenBackIsNotTold() throws Exception {
        var first = new AtomicInteger();
        var registration = UnobservedFailures.onUnobserved(_ -> first.incrementAndGet());
        registration.close();
        registration.close();
        assertThat(reportedOf(() -> failed().forget())).hasSize(1);
        assertEquals(0, first.get());
    }

    @Test
    void withoutAHandlerItIsLogged() throws Exception {
        var result = ChildJvm.with().run(Forgetful.class);

        assertThat(result.output())
                .contains("WARNING: nobody looked at the failure of task: java.io.IOException: broken")
                .contains("WARNING: nobody looked at the failure of task: java.lang.IllegalStateException: thrown")
                .contains("at " + Forgetful.class.getName() + ".main(")
                .doesNotContain("FailedTask"); // the stack trace of the report
        assertEquals(0, result.status());
    }

    static final class Forgetful {

        private Forgetful() {}

        public static void main(String[] arguments) {
            failed().forget();
            Task.failed(new IllegalStateException("thrown")).forget();
            UnobservedFailures.strict().close(); // they are reported then
        }
    }

    @Test
    void theFlightRecorderHasIt() throws Exception {
        Path file = Files.createTempFile("unobserved", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.tidemill.UnobservedFailure");
            recording.start();
            assertThat(reportedOf(() -> failed().forget())).hasSize(1);
            recording.stop();
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events).hasSize(1);
            assertEquals("task", events.getFirst().getString("task"));
            assertEquals("broken", events.getFirst().getString("message"));
            assertEquals(
                    IOException.class.getName(),
                    events.getFirst().getClass("exception").getName());
            assertTrue(events.getFirst().getBoolean("forgotten"));
        } finally {
            Files.delete(file);
        }
    }

    // Strict.

    @Test
    void strictIsSilentIfEverybodyLooks() throws Exception {
        try (var _ = UnobservedFailures.strict()) {
            assertThrows(IOException.class, failed()::await);
        }
    }

    @Test
    void strictThrowsAllThatNobodyLookedAt() {
        var strict = UnobservedFailures.strict();
        assertTrue(failed().isDone());
        Task.failed(new ExecutionException("too", null)).forget();

        var error = assertThrows(AssertionError.class, strict::close);
        assertThat(error.getSuppressed()).extracting(Throwable::getMessage).containsExactlyInAnyOrder("broken", "too");
        assertThat(error).hasMessageContaining("java.io.IOException: broken");
        strict.close(); // it has said so
    }

    @Test
    void strictOneInsideOfAnotherAreBothTold() {
        var outer = UnobservedFailures.strict();
        var inner = UnobservedFailures.strict();
        failed().forget();
        assertThrows(AssertionError.class, inner::close);
        assertThrows(AssertionError.class, outer::close);
    }

    // Many at once.

    @Test
    void whoIsNotKeptUpWithIsCounted() throws Exception {
        int most = Watch.MOST_FOUND;
        var isAtTheFirst = new CountDownLatch(1);
        var mayGoOn = new CountDownLatch(1);
        var told = new AtomicInteger();
        var strict = UnobservedFailures.strict();
        try (var _ = UnobservedFailures.onUnobserved(_ -> {
            told.incrementAndGet();
            isAtTheFirst.countDown();
            swallow(mayGoOn::await);
        })) {
            failed().forget();
            isAtTheFirst.await();
            for (int i = 0; i < most + 500; i++) failed().forget();
            mayGoOn.countDown();
            var error = assertThrows(AssertionError.class, strict::close);
            assertThat(error.getSuppressed()).hasSize(1 + most);
            assertThat(error).hasMessageEndingWith("and of 500 more, too many to report each");
        }
        assertEquals(1 + most, told.get());
    }

    @Test
    void aStormOfThemDoesNotFillTheMemory() throws Exception {
        var result = ChildJvm.with("-Xmx48m").run(Storm.class);

        assertEquals(0, result.status(), result.output());
        assertThat(result.output()).contains("nobody looked at the failure of task: java.io.IOException: broken");
    }

    static final class Storm {

        private Storm() {}

        public static void main(String[] arguments) {
            for (int i = 0; i < 2_000_000; i++) assertTrue(failed().isDone());
            UnobservedFailures.strict().close(); // the rest is reported then
        }
    }

    @Test
    void theLogHasAHundredInASecondAndSaysHowManyMoreThereWere() {
        var lines = Collections.synchronizedList(new ArrayList<String>());
        var clock = new AtomicLong();
        var alarms = new ArrayList<Timer.Alarm>();
        var log = new FailureLog(() -> new LinesOf(lines), clock::get, alarms::add);
        var failure = new UnobservedFailure("task", null, null, failure("broken"), new IOException("broken"), false);

        for (int i = 0; i < 250; i++) log.warn(failure);
        assertThat(lines).hasSize(100);
        assertThat(alarms).hasSize(1);

        alarms.getFirst().ring();
        Waiting.until(() -> lines.size() == 101, "the sum");
        assertThat(lines.getLast()).isEqualTo("nobody looked at 150 more failures");

        clock.addAndGet(TimeUnit.SECONDS.toNanos(1));
        log.warn(failure);
        assertThat(lines).hasSize(102);
        log.warnOfMore(7);
        assertThat(alarms).hasSize(2);
    }

    private record LinesOf(List<String> lines) implements System.Logger {
        @Override
        public String getName() {
            return "lines";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            lines.add(format);
        }
    }

    // Races.

    @Test
    void lookingAndForgettingAtTheSameTimeIsReportedAtMostOnce() throws Exception {
        int rounds = 2_000;
        var barrier = new CyclicBarrier(3);
        var tasks = Collections.synchronizedList(new ArrayList<Task<String>>());
        for (int i = 0; i < rounds; i++) tasks.add(new TaskSource<String>().task());
        var reported = reportedOf(() -> {
            var looking = Task.run(() -> {
                for (int i = 0; i < rounds; i++) {
                    Task<String> task = tasks.get(i);
                    barrier.await();
                    if (task.isDone()) swallow(task::await);
                }
            });
            var forgetting = Task.run(() -> {
                for (int i = 0; i < rounds; i++) {
                    Task<String> task = tasks.get(i);
                    barrier.await();
                    task.forget();
                }
            });
            for (int i = 0; i < rounds; i++) {
                Task<String> task = tasks.get(i);
                barrier.await();
                task.complete(new Unsuccessful(failure("broken")), null);
            }
            Tasks.whenAll(looking, forgetting).await();
        });
        assertThat(reported.size()).isLessThanOrEqualTo(rounds);
        assertThat(reported).allMatch(UnobservedFailure::forgotten);
        Reference.reachabilityFence(tasks);
    }

    @Test
    void noneOfManyIsLostWhileOthersAreLookedAt() throws Exception {
        int threads = 4;
        int each = 5_000;
        var reported = reportedOf(() -> {
            var ends = new ArrayList<Task<Void>>();
            for (int t = 0; t < threads; t++) {
                ends.add(Task.run(() -> {
                    for (int i = 0; i < each; i++) {
                        Task<String> task = failed();
                        if (i % 10 != 0) swallow(task::await);
                    }
                }));
            }
            Tasks.whenAll(ends).await();
        });
        assertThat(reported).hasSize(threads * each / 10);
    }

    @Test
    void aWatchThatIsOverHoldsNothing() {
        var thrown = new IOException("broken");
        var task = Task.failed(thrown);
        assertThrows(IOException.class, task::await);
        var collected = new WeakReference<>(thrown);
        thrown = null;
        task = null;
        TestThreads.untilCollected(collected);
    }
}
