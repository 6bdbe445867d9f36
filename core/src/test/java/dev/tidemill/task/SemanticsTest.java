package dev.tidemill.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.trace.TaskLogger;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What people who know the tasks of C# expect, row by row, and what they get.
///
/// A class for each row. Where tasks differ on purpose the test says so with "unlike C#", and
/// `docs/decisions/0020-differences-from-csharp.md` says why. The other tests of this package go
/// further; these are the promises.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
class SemanticsTest {

    private static Failure failure(String message) {
        return () -> new IOException(message);
    }

    private static <T> TaskSource<T> source() {
        return new TaskSource<>();
    }

    private static <T> Task<T> cancelled(String why) {
        TaskSource<T> source = source();
        assertTrue(source.cancel(new CancellationReason.Requested(why)));
        return source.task();
    }

    @Nested
    @DisplayName("Status: exactly one of succeeded, failed, cancelled")
    class Status {

        @Test
        void aTaskSucceedsFailsOrIsCancelledOnce() throws Exception {
            TaskSource<Integer> source = source();
            assertEquals(Future.State.RUNNING, source.task().state());
            assertTrue(source.succeed(1));
            assertFalse(source.fail(failure("too late")));
            assertFalse(source.cancel());
            assertEquals(Future.State.SUCCESS, source.task().state());
            assertEquals(1, source.task().resultNow());
        }

        @Test
        void eachOutcomeIsOfOneKind() throws Exception {
            assertThat(Task.completed(1).outcome()).isEqualTo(new Outcome.Succeeded<>(1));
            assertThat(Task.failed(failure("broken")).outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(cancelled("enough").outcome()).isInstanceOf(Outcome.Cancelled.class);
        }

        @Test
        void aBodyThatThrowsACancellationIsCancelled() throws Exception {
            var token = new CancellationSource();
            assertTrue(token.cancel("enough"));
            Task<Void> task = Task.run(() -> token.token().throwIfCancelled());
            assertTrue(task.waitFor(Duration.ofDays(1)));
            assertTrue(task.isCancelled());
        }

        @Test
        void theStatusSurvivesAChain() {
            assertEquals(
                    Future.State.CANCELLED, cancelled("x").thenApply(v -> v).state());
            Task<Integer> failed = Task.<Integer>failed(failure("x")).thenApply(v -> v);
            assertEquals(Future.State.FAILED, failed.state());
            assertThrows(IOException.class, failed::await);
        }

        @Test
        void aCancellationSaysWhyAndHowFarTheWorkHadCome() throws Exception {
            if (!(cancelled("enough").outcome() instanceof Outcome.Cancelled<?>(var cancellation))) {
                throw new AssertionError("not cancelled");
            }
            assertEquals(new CancellationReason.Requested("enough"), cancellation.reason()); // C# has the token
            assertEquals(Cancellation.Reach.STOPPED, cancellation.reach());
        }

        @Test
        void unlikeInCSharpARequestIsNotAState() {
            var source = new TaskSource<Integer>(_ -> {}); // work that does not stop
            source.task().cancel();
            assertFalse(source.task().isCancelled());
            assertTrue(source.succeed(1));
            assertEquals(Future.State.SUCCESS, source.task().state());
        }
    }

    @Nested
    @DisplayName("await: rethrows the first exception, unwrapped")
    class Awaiting {

        @Test
        void whatUserCodeThrewIsThatObjectWithItsStack() {
            var thrown = new IllegalStateException("thrown");
            StackTraceElement[] stack = thrown.getStackTrace();
            Task<Void> task = Task.run(() -> {
                throw thrown;
            });
            assertSame(thrown, assertThrows(IllegalStateException.class, task::await));
            assertSame(thrown, assertThrows(IllegalStateException.class, task.thenRun(() -> {})::await));
            assertThat(thrown.getStackTrace()).containsExactly(stack);
        }

        @Test
        void unlikeInCSharpAFailureOfIoIsFreshForEachWaiter() {
            Task<Void> task = Task.failed(failure("broken"));
            var one = assertThrows(IOException.class, task::await);
            assertNotSame(one, assertThrows(IOException.class, task::await));
            assertThat(one.getStackTrace())
                    .anyMatch(frame -> frame.getMethodName().equals("unlikeInCSharpAFailureOfIoIsFreshForEachWaiter"));
        }

        @Test
        void getAndJoinWrap() {
            Task<Void> task = Task.failed(failure("broken"));
            assertThat(assertThrows(ExecutionException.class, task::get)).hasCauseInstanceOf(IOException.class);
            assertThat(assertThrows(java.util.concurrent.CompletionException.class, task::join))
                    .hasCauseInstanceOf(IOException.class);
        }

        @Test
        void aCancellationIsThrownAsItCame() {
            var thrown = new CancellationException("thrown");
            assertSame(thrown, assertThrows(CancellationException.class, Task.failed(thrown)::await));
            assertThat(assertThrows(CancellationException.class, cancelled("enough")::await))
                    .hasMessageContaining("enough");
        }

        @Test
        void manyMayAwaitAndAgain() throws Exception {
            Task<Integer> task = Task.completed(1);
            assertEquals(1, task.await());
            assertEquals(1, task.await());
        }
    }

    @Nested
    @DisplayName("Synchronous completion: no suspension, no thread, no recursion")
    class SynchronousCompletion {

        @Test
        void aTaskThatIsDoneNeverParksAndRunsFunctionsHere() throws Exception {
            var ran = new ArrayList<Thread>();
            assertEquals(
                    2,
                    Task.completed(1)
                            .thenApply(v -> {
                                ran.add(Thread.currentThread());
                                return v + 1;
                            })
                            .await());
            assertThat(ran).containsExactly(Thread.currentThread());
            TestThreads.onNonBlockingThread(() -> Task.completed(1).await()); // it would be refused if it waited
        }

        @Test
        void aMillionStepsNeedNoDeeperStack() throws Exception {
            Task<Integer> task = Task.completed(0);
            for (int i = 0; i < 1_000_000; i++) task = task.then(v -> Task.completed(v + 1));
            assertEquals(1_000_000, task.await());
        }
    }

    @Nested
    @DisplayName("WhenAll: waits for all, failed beats cancelled, everything in input order")
    class WhenAllOfThem {

        @Test
        void itWaitsForAllAlsoAfterAFailure() {
            TaskSource<Integer> last = source();
            var all = Tasks.whenAll(Task.<Integer>failed(failure("broken")), last.task());
            assertFalse(all.isDone());
            assertTrue(last.succeed(1));
            assertThrows(IOException.class, all::await);
        }

        @Test
        void aFailureBeatsACancellation() {
            var all = Tasks.whenAll(cancelled("first"), Task.failed(failure("broken")));
            assertEquals(Future.State.FAILED, all.state());
            assertThrows(IOException.class, all::await);
        }

        @Test
        void failuresComeInTheOrderOfTheTasksAndNotOfTime() {
            TaskSource<Integer> first = source();
            TaskSource<Integer> second = source();
            var all = Tasks.whenAll(first.task(), second.task());
            assertTrue(second.fail(failure("second")));
            assertTrue(first.fail(failure("first")));
            var thrown = assertThrows(IOException.class, all::await);
            assertEquals("first", thrown.getMessage());
            assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("second");
        }

        @Test
        void withoutAFailureItIsCancelledAsTheFirstThatWas() {
            var all = Tasks.whenAll(Task.completed(1), cancelled("first"), cancelled("second"));
            assertTrue(all.isCancelled());
            assertThat(assertThrows(CancellationException.class, all::await)).hasMessageContaining("first");
        }

        @Test
        void valuesComeInTheOrderOfTheTasksAndOfNoneThereAreNone() throws Exception {
            TaskSource<Integer> late = source();
            var all = Tasks.whenAll(late.task(), Task.completed(2));
            assertTrue(late.succeed(1));
            assertEquals(List.of(1, 2), all.await());
            assertEquals(List.of(), Tasks.whenAll(List.<Task<Integer>>of()).resultNow());
        }

        @Test
        void aNullIsRefusedAtTheCall() {
            assertThrows(NullPointerException.class, () -> Tasks.whenAll(Task.completed(1), null));
        }

        @Test
        void unlikeInCSharpCancellingAsksAllOfThem() {
            TaskSource<Integer> one = source();
            TaskSource<Integer> other = source();
            Tasks.whenAll(one.task(), other.task()).cancel();
            assertTrue(one.task().isCancelled());
            assertTrue(other.task().isCancelled());
        }
    }

    @Nested
    @DisplayName("WhenAny: gives the task, never fails itself, leaves nothing in the losers")
    class WhenAnyOfThem {

        @Test
        void itGivesTheTaskAlsoIfThatFailed() throws Exception {
            TaskSource<Integer> slow = source();
            TaskSource<Integer> fast = source();
            Task<Task<Integer>> any = Tasks.whenAny(slow.task(), fast.task());
            assertTrue(fast.fail(failure("broken")));
            assertSame(fast.task(), any.await());
            assertThrows(IOException.class, any.await()::await);
        }

        @Test
        void theFirstInTheOrderOfTheArgumentsCountsIfSeveralAreDone() throws Exception {
            Task<Integer> pending = SemanticsTest.<Integer>source().task();
            Task<Integer> one = Task.completed(1);
            assertSame(one, Tasks.whenAny(pending, one, Task.completed(2)).await());
        }

        @Test
        void losersKeepRunningAndHoldNothingOfIt() throws Exception {
            TaskSource<Integer> loser = source();
            TaskSource<Integer> winner = source();
            Task<Task<Integer>> any = Tasks.whenAny(loser.task(), winner.task());
            assertTrue(winner.succeed(1));
            assertSame(winner.task(), any.await());
            assertFalse(loser.task().isDone());
            assertEquals(0, Chains.length(loser.task()));
        }

        @Test
        void ofNoneIsRefusedAtTheCall() {
            assertThrows(IllegalArgumentException.class, () -> Tasks.whenAny(List.<Task<Integer>>of()));
        }
    }

    @Nested
    @DisplayName("WhenEach: tasks in the order in which they are done")
    class WhenEachOfThem {

        private final TaskSource<Integer> first = source();
        private final TaskSource<Integer> second = source();

        @Test
        void theyComeAsTheyAreDoneAndAFailedOneIsNoFailureOfTheLoop() {
            Task<Integer> before = Task.completed(0);
            List<Task<Integer>> taken = new ArrayList<>();
            for (Task<Integer> done : Tasks.whenEach(first.task(), second.task(), before)) {
                taken.add(done);
                if (taken.size() == 1) assertTrue(second.fail(failure("broken")));
                if (taken.size() == 2) assertTrue(first.succeed(1));
            }
            assertEquals(List.of(before, second.task(), first.task()), taken);
            assertThrows(IOException.class, second.task()::await);
        }

        @Test
        void leavingEarlyLeavesTheTasksRunning() {
            try (var each = Tasks.whenEach(first.task(), Task.completed(2))) {
                assertEquals(2, each.iterator().next().resultNow());
            }
            assertFalse(first.task().isDone());
            assertEquals(0, Chains.length(first.task()));
        }

        @Test
        void aTokenEndsTheIterationOnly() {
            var cancellation = new CancellationSource();
            try (var each = Tasks.whenEach(List.of(first.task()), cancellation.token())) {
                assertTrue(cancellation.cancel("enough"));
                assertThrows(CancellationException.class, () -> each.iterator().hasNext());
            }
            assertFalse(first.task().isDone());
        }
    }

    @Nested
    @DisplayName("Continuations: in registration order, never on the thread of the engine")
    class InOrder {

        @Test
        void functionsRunInTheOrderOfRegistration() throws Exception {
            TaskSource<Integer> source = source();
            var order = Collections.synchronizedList(new ArrayList<Integer>());
            var ends = new ArrayList<Task<Void>>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                ends.add(source.task().thenRun(() -> order.add(number)));
            }
            assertTrue(source.succeed(1));
            var _ = Tasks.whenAll(ends).await();
            assertEquals(List.of(0, 1, 2, 3, 4), order); // of a CompletableFuture: 4, 3, 2, 1, 0
        }

        @Test
        void unlikeInCSharpTheyNeverRunOnTheThreadThatCompletes() throws Exception {
            TaskSource<Integer> source = source();
            Task<Thread> ran = source.task().thenApply(_ -> Thread.currentThread());
            assertTrue(source.succeed(1));
            assertTrue(ran.await().isVirtual());
            assertNotSame(Thread.currentThread(), ran.await());
        }

        @Test
        void inlineIsForThoseWhoAskForIt() {
            TaskSource<Integer> source = source();
            Task<Thread> ran = source.task().thenApplyAsync(_ -> Thread.currentThread(), Tasks.inline());
            assertTrue(source.succeed(1));
            assertSame(Thread.currentThread(), ran.resultNow());
        }
    }

    @Nested
    @DisplayName("SynchronizationContext: functions come back to where they were added")
    class Contexts {

        private final PumpedContext context = new PumpedContext();
        private final TaskSource<Integer> source = source();

        @Test
        void aFunctionIsPostedToTheContextThatWasCurrent() throws Exception {
            Task<Task<SyncContext>> added = context.call(() -> source.task().thenApply(_ -> SyncContext.current()));
            assertEquals(1, context.runAll());
            assertTrue(source.succeed(1));
            assertSame(context, context.runUntil(added.await()));
        }

        @Test
        void nothingIsPostedWhereItIsCurrentAlready() throws Exception {
            Task<Integer> posted = context.call(() -> {
                Task<Integer> applied = Task.completed(1).thenApply(v -> v + context.size());
                return applied.resultNow();
            });
            assertEquals(1, context.runUntil(posted));
        }

        @Test
        void configureAwaitFalseDoesNotComeBack() throws Exception {
            Task<Task<Boolean>> added = context.call(() -> source.task()
                    .configureAwait(false)
                    .thenApply(_ -> SyncContext.current() == null
                            && Thread.currentThread().isVirtual()));
            assertEquals(1, context.runAll());
            assertTrue(source.succeed(1));
            assertTrue(added.await().await());
        }

        @Test
        void unlikeInCSharpWaitingThereIsRefusedInsteadOfADeadlock() {
            Task<Integer> waited = context.call(() -> source.task().await());
            assertThat(assertThrows(IllegalStateException.class, () -> context.runUntil(waited)))
                    .hasMessageContaining("launch");
        }

        @Test
        void anAsynchronousFunctionGoesOnThere() throws Exception {
            Task<List<SyncContext>> function = context.run(() -> {
                List<SyncContext> places = new ArrayList<>();
                places.add(SyncContext.current());
                assertEquals(1, source.task().await());
                places.add(SyncContext.current());
                return places;
            });
            assertEquals(1, context.runAll());
            assertFalse(function.isDone());
            assertTrue(source.succeed(1));
            assertEquals(List.of(context, context), context.runUntil(function));
        }
    }

    @Nested
    @DisplayName("ExecutionContext: values flow to functions and bodies, and not back")
    class Flowing {

        private static final ScopedValue<String> USER = ScopedValue.newInstance();

        @Test
        void unlikeInCSharpOnlyWhatWasRegisteredFlows() throws Exception {
            assertFalse(ScopedValue.where(USER, "eve")
                    .call(() -> Task.run(() -> USER.isBound()))
                    .await());
            try (var _ = FlowingValue.register(FlowingValue.of(USER))) {
                assertEquals(
                        "eve",
                        ScopedValue.where(USER, "eve")
                                .call(() -> Task.run(() -> USER.get()))
                                .await());
                TaskSource<Integer> source = source();
                Task<String> user =
                        ScopedValue.where(USER, "eve").call(() -> source.task().thenApply(_ -> USER.get()));
                assertTrue(source.succeed(1));
                assertEquals("eve", user.await());
            }
        }

        @Test
        void whatAFunctionChangesDoesNotFlowBack() throws Exception {
            ThreadLocal<String> user = ThreadLocal.withInitial(() -> "nobody");
            try (var _ = FlowingValue.register(FlowingValue.of(user))) {
                user.set("eve");
                String seen = Task.completed(1)
                        .thenApply(_ -> {
                            String before = user.get();
                            user.set("mallory");
                            return before;
                        })
                        .await();
                assertEquals("eve", seen);
                assertEquals("eve", user.get());
            } finally {
                user.remove();
            }
        }
    }

    @Nested
    @DisplayName("CancellationToken: callbacks on the canceller's thread, the last registered first")
    class Tokens {

        private final CancellationSource source = new CancellationSource();
        private final List<String> order = Collections.synchronizedList(new ArrayList<>());

        @Test
        void callbacksRunHereAndTheLastOneFirst() {
            var _ = source.token().onCancel(() -> order.add("first " + Thread.currentThread()));
            var _ = source.token().onCancel(() -> order.add("second " + Thread.currentThread()));
            assertTrue(source.cancel());
            assertEquals(List.of("second " + Thread.currentThread(), "first " + Thread.currentThread()), order);
            assertFalse(source.cancel());
        }

        @Test
        void whoRegistersAfterwardsIsCalledAtOnce() {
            assertTrue(source.cancel());
            var _ = source.token().onCancel(() -> order.add("at once"));
            assertEquals(List.of("at once"), order);
        }

        @Test
        void exceptionsOfCallbacksAreThrownAfterAllRan() {
            var _ = source.token().onCancel(() -> order.add("last"));
            var _ = source.token().onCancel(() -> {
                throw new IllegalStateException("second");
            });
            var _ = source.token().onCancel(() -> {
                throw new IllegalStateException("first");
            });
            var thrown = assertThrows(IllegalStateException.class, source::cancel);
            assertEquals("first", thrown.getMessage()); // C# wraps them in an AggregateException
            assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("second");
            assertEquals(List.of("last"), order);
        }

        @Test
        void closingARegistrationWaitsForItsRunningCallback() throws Exception {
            var running = new CountDownLatch(1);
            var release = new CountDownLatch(1);
            var registration = source.token().onCancel(() -> {
                running.countDown();
                awaitQuietly(release);
                order.add("callback");
            });
            Thread canceller = Thread.ofPlatform().start(() -> assertTrue(source.cancel()));
            running.await();
            assertFalse(registration.unregister()); // which never waits
            Thread closer = Thread.ofPlatform().start(() -> {
                registration.close();
                order.add("closed");
            });
            TestThreads.untilParked(closer);
            release.countDown();
            closer.join();
            canceller.join();
            assertEquals(List.of("callback", "closed"), order);
        }

        @Test
        void aCallbackMayCloseItself() {
            var registration = new CancellationToken.Registration[1];
            registration[0] = source.token().onCancel(() -> {
                registration[0].close();
                order.add("done");
            });
            assertTrue(source.cancel());
            assertEquals(List.of("done"), order);
        }

        @Test
        void aLinkedSourceIsCancelledWithItsTokensAndNotTheOtherWayRound() {
            try (var linked = CancellationSource.linked(source.token(), CancellationToken.none());
                    var other = CancellationSource.linked(source.token())) {
                assertTrue(other.cancel("its own"));
                assertFalse(source.isCancelled());
                assertTrue(source.cancel("the outer"));
                assertEquals(
                        new CancellationReason.Requested("the outer"),
                        linked.token().reason());
                assertEquals(
                        new CancellationReason.Requested("its own"),
                        other.token().reason());
            }
        }

        @Test
        void aClosedLinkedSourceIsHeldByNobody() {
            var linked = CancellationSource.linked(source.token());
            linked.close();
            assertTrue(source.cancel());
            assertFalse(linked.isCancelled());
        }

        @Test
        void aDeadlineCancelsAndCanBeMoved() throws Exception {
            var clock = new FakeClock();
            var cancelled = new CountDownLatch(1);
            try (var timed = new CancellationSource(clock.timer()).cancelAfter(Duration.ofSeconds(5))) {
                var _ = timed.token().onCancel(cancelled::countDown);
                clock.advance(Duration.ofSeconds(4));
                assertSame(timed, timed.cancelAfter(Duration.ofSeconds(5)));
                clock.advance(Duration.ofSeconds(4));
                assertFalse(timed.isCancelled());
                clock.advance(Duration.ofSeconds(1));
                cancelled.await();
                assertThrows(DeadlineExceededException.class, timed.token()::throwIfCancelled); // a kind of its own
            }
        }

        @Test
        void unlikeInCSharpAThreadThatMustNotWaitRunsNoCallback() throws Exception {
            var ran = new TaskSource<Thread>();
            var _ = source.token().onCancel(() -> {
                var _ = ran.succeed(Thread.currentThread());
            });
            Thread canceller = TestThreads.onNonBlockingThread(() -> {
                assertTrue(source.cancel());
                return Thread.currentThread();
            });
            assertNotSame(canceller, ran.task().await());
        }

        @Test
        void aTokenThatIsNeverCancelledCostsNothing() {
            assertSame(CancellationToken.none(), CancellationToken.none());
            assertTrue(
                    CancellationToken.none().onCancel(() -> order.add("never")).unregister());
            assertNull(CancellationToken.none().reason());
        }

        @Test
        void unlikeInCSharpAnInterruptedOwnerCancelsTheWork() {
            var asked = new ArrayList<CancellationReason>();
            var owned = new Task<Integer>() {
                @Override
                protected void cancelRequested(CancellationReason reason) {
                    asked.add(reason);
                    super.cancelRequested(reason);
                }

                void own() throws IOException, InterruptedException {
                    awaitOwned();
                }
            };
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, owned::own);
            assertThat(asked).containsExactly(new CancellationReason.Interrupted());
        }
    }

    @Nested
    @DisplayName("Cancelling a wait is not cancelling the work")
    class Abandoning {

        @Test
        void waitForEndsTheWaitOnly() throws Exception {
            TaskSource<Integer> source = source();
            assertFalse(source.task().waitFor(Duration.ofNanos(1)));
            assertThrows(TimeoutException.class, () -> source.task().get(1, TimeUnit.NANOSECONDS));
            assertFalse(source.task().isDone());
            assertEquals(0, Chains.length(source.task()));
        }

        @Test
        void cancelAfterEndsTheWork() {
            TaskSource<Integer> source = source();
            assertThrows(
                    DeadlineExceededException.class,
                    () -> source.task().cancelAfter(Duration.ofNanos(1)).await());
        }

        @Test
        void anInterruptEndsTheWaitOnly() {
            TaskSource<Integer> source = source();
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, source.task()::await);
            assertFalse(source.task().isDone());
        }

        @Test
        void withCancellationEndsTheWaitOnly() throws Exception {
            TaskSource<Integer> source = source();
            var cancellation = new CancellationSource();
            Task<Integer> waiting = source.task().withCancellation(cancellation.token());
            assertTrue(cancellation.cancel("enough"));
            assertTrue(waiting.isCancelled());
            assertFalse(source.task().isDone());
            assertEquals(0, Chains.length(source.task()));
            assertTrue(source.succeed(1));
            assertEquals(1, source.task().await());
        }
    }

    @Nested
    @DisplayName("Task.Delay: timer and registration are cleaned both ways")
    class Delays {

        private final FakeClock clock = new FakeClock();

        @Test
        void aDelayThatEndsTakesItsRegistrationBack() throws Exception {
            var source = new CancellationSource();
            Task<Void> delay = Tasks.delay(Duration.ofSeconds(5), clock.timer()).cancelOn(source.token());
            clock.advance(Duration.ofSeconds(5));
            assertNull(delay.await());
            assertEquals(0, clock.timer().pendingAlarms());
            assertTrue(source.cancel());
            assertEquals(Future.State.SUCCESS, delay.state());
        }

        @Test
        void aDelayThatIsCancelledTakesItsAlarmBack() {
            var source = new CancellationSource();
            Task<Void> delay = Tasks.delay(Duration.ofDays(1), clock.timer()).cancelOn(source.token());
            assertEquals(1, clock.timer().pendingAlarms());
            assertTrue(source.cancel());
            assertEquals(0, clock.timer().pendingAlarms());
            assertTrue(delay.isCancelled());
        }
    }

    @Nested
    @DisplayName("Unobserved exceptions: reported once, cancellations never")
    class Unobserved {

        @Test
        void whatNobodyLookedAtIsReportedOnceAndDoesNotEndTheProgram() {
            var strict = UnobservedFailures.strict();
            assertEquals(Future.State.FAILED, Task.failed(failure("broken")).state());
            assertEquals(Future.State.CANCELLED, cancelled("enough").state());
            var error = assertThrows(AssertionError.class, strict::close);
            assertThat(error.getSuppressed()).extracting(Throwable::getMessage).containsExactly("broken");
        }

        @Test
        void awaitingWaitingAndAskingForTheExceptionAreLooking() throws Exception {
            try (var _ = UnobservedFailures.strict()) {
                assertThrows(IOException.class, Task.failed(failure("broken"))::await);
                assertThrows(ExecutionException.class, Task.failed(failure("broken"))::get);
                assertThat(Task.failed(failure("broken")).exceptionNow()).isNotNull();
                assertThat(Task.failed(failure("broken")).outcome()).isNotNull(); // SuppressThrowing
            }
        }

        @Test
        void unlikeInCSharpAForgottenTaskIsReportedWhenItFails() throws Exception {
            var reported = new TaskSource<UnobservedFailure>();
            try (var _ = UnobservedFailures.onUnobserved(reported::succeed)) {
                TaskSource<Integer> source = source();
                source.task().forget();
                assertTrue(source.fail(failure("broken")));
                assertTrue(reported.task().await().forgotten());
            }
        }
    }

    @Nested
    @DisplayName("async void: counted, and its exception goes to the context")
    class Launching {

        @Test
        void aLaunchedFunctionIsCountedAndItsFailureIsTheContexts() throws Exception {
            var context = new PumpedContext();
            var told = new ArrayList<Throwable>();
            context.onFailure(told::add);
            TaskSource<Integer> source = source();
            context.launch(() -> {
                assertEquals(1, source.task().await());
                throw new IOException("broken");
            });
            assertEquals(1, context.runAll());
            assertEquals(1, context.launched());
            assertEquals(0, context.ended());
            Task<Void> idle = context.whenIdle();
            try (var _ = UnobservedFailures.strict()) { // the handler has looked
                assertTrue(source.succeed(1));
                assertNull(context.runUntil(idle));
            }
            assertThat(told).extracting(Throwable::getMessage).containsExactly("broken");
        }
    }

    @Nested
    @DisplayName("EventAwaiter: events wait for whoever awaits them, in order")
    class Events {

        @Test
        void eventsAreQueuedAndGivenInOrder() throws Exception {
            List<java.util.function.Consumer<String>> listeners = new ArrayList<>();
            try (var events = EventAwaiter.<String>of(raise -> {
                listeners.add(raise);
                return () -> listeners.remove(raise);
            })) {
                Task<String> before = events.next();
                for (String event : List.of("one", "two", "three"))
                    listeners.getFirst().accept(event);
                assertEquals("one", before.await());
                assertEquals("two", events.next().await());
                assertEquals("three", events.awaitNext());
                assertFalse(events.next().isDone());
            }
            assertThat(listeners).isEmpty();
        }
    }

    @Nested
    @DisplayName("TaskLogger: what is pending, with tag and caller")
    class Logging {

        @Test
        void aPendingTaskIsListedUntilItIsDone() {
            TaskLogger.Level before = TaskLogger.level();
            TaskLogger.level(TaskLogger.Level.CALLER);
            try {
                TaskSource<Integer> source = source();
                assertSame(source.task(), source.task().tag("a row"));
                assertThat(TaskLogger.pending(task -> task.tag().equals(Optional.of("a row"))))
                        .singleElement()
                        .asString()
                        .startsWith("a row, ");
                assertTrue(source.succeed(1));
                assertThat(TaskLogger.pending(task -> task.tag().equals(Optional.of("a row"))))
                        .isEmpty();
            } finally {
                TaskLogger.level(before);
            }
        }
    }

    @Nested
    @DisplayName("Parallel.ForEachAsync: so many at a time")
    class ForEachOfThem {

        @Test
        void unlikeInCSharpTheOthersFinishAfterAFailure() throws Exception {
            var seen = Collections.synchronizedList(new ArrayList<Integer>());
            Task<Void> all = Tasks.forEach(List.of(1, 2, 3), 1, item -> {
                seen.add(item);
                return item == 1 ? Task.failed(failure("broken")) : Task.completed(item);
            });
            assertThrows(IOException.class, all::await);
            assertEquals(List.of(1, 2, 3), seen);
        }

        @Test
        void failFastDoesAsCSharpDoes() {
            var seen = Collections.synchronizedList(new ArrayList<Integer>());
            Task<Void> all = Tasks.forEachFailFast(List.of(1, 2, 3), 1, item -> {
                seen.add(item);
                return Task.failed(failure("broken"));
            });
            assertThrows(IOException.class, all::await);
            assertEquals(List.of(1), seen);
        }
    }

    @Nested
    @DisplayName("Old models: a task is a Future and a CompletionStage")
    class OldModels {

        @Test
        void itGoesWhereAStageIsTaken() throws Exception {
            assertEquals(
                    3,
                    CompletableFuture.completedFuture(1)
                            .thenCombine(Task.completed(2), Integer::sum)
                            .get());
            Executor none = null;
            assertThrows(NullPointerException.class, () -> Task.completed(1).thenRunAsync(() -> {}, none));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
