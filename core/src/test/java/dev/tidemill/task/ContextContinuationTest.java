package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Functions come back to the context they were added in.
@Timeout(60)
class ContextContinuationTest {

    private final PumpedContext context = new PumpedContext();
    private final TaskSource<Integer> source = new TaskSource<>();

    /// What this gives when it runs in the context.
    private <T> T inContext(Supplier<T> code) {
        Task<T> call = context.call(code::get);
        while (!call.isDone()) {
            context.runOne();
        }
        return call.resultNow();
    }

    private static SyncContext contextOf(Object ignored) {
        return SyncContext.current();
    }

    @Test
    void aFunctionComesBackToWhereItWasAdded() throws Exception {
        var where = inContext(() -> source.task().thenApply(ContextContinuationTest::contextOf));
        source.succeed(1);
        assertFalse(where.isDone());
        assertEquals(1, context.size());
        assertSame(context, context.runUntil(where));
    }

    @Test
    void everyKindOfFunctionComesBack() throws Exception {
        var both = new TaskSource<Integer>();
        List<Task<?>> all = inContext(() -> List.of(
                source.task().then(it -> Task.completed(contextOf(it))),
                source.task().thenCompose(it -> Task.completed(contextOf(it))),
                source.task().handle((it, _) -> contextOf(it)),
                source.task().thenCombine(both.task(), (it, _) -> contextOf(it)),
                source.task().applyToEither(both.task(), ContextContinuationTest::contextOf)));
        source.succeed(1);
        both.succeed(2);
        for (Task<?> where : all) {
            assertSame(context, context.runUntil(where));
        }
        var failed = new TaskSource<SyncContext>();
        var handled = inContext(() -> failed.task().exceptionally(ContextContinuationTest::contextOf));
        failed.fail(new IllegalArgumentException());
        assertSame(context, context.runUntil(handled));
    }

    @Test
    void aFunctionAddedOutsideRunsOutside() throws Exception {
        var where = source.task().thenApply(ContextContinuationTest::contextOf);
        inContext(() -> source.succeed(1));
        assertNull(where.await());
    }

    @Test
    void aFunctionOfATaskThatIsDoneRunsAtOnce() {
        source.succeed(1);
        inContext(() -> {
            var where = source.task().thenApply(ContextContinuationTest::contextOf);
            assertSame(context, where.resultNow());
            return "done";
        });
        assertEquals(0, context.size());
    }

    @Test
    void completingATaskInTheContextRunsNoFunctionInsideOfThat() {
        var where = inContext(() -> {
            var added = source.task().thenApply(ContextContinuationTest::contextOf);
            source.succeed(1);
            assertFalse(added.isDone());
            return added;
        });
        context.runAll();
        assertSame(context, where.resultNow());
    }

    @Test
    void aChainInTheContextIsPostedOnce() {
        var where = inContext(() -> {
            Task<Integer> last = source.task();
            for (int i = 0; i < 10; i++) {
                last = last.thenApply(it -> it + 1);
            }
            return last.thenApply(ContextContinuationTest::contextOf);
        });
        source.succeed(1);
        assertEquals(1, context.size());
        assertTrue(context.runOne());
        assertSame(context, where.resultNow());
        assertEquals(0, context.size());
    }

    @Test
    void whatHangsOnAFunctionInTheContextWithoutBelongingThereRunsOutside() throws Exception {
        var inside = inContext(() -> source.task().thenApply(it -> it + 1));
        List<Task<SyncContext>> outside = IntStream.range(0, 3)
                .mapToObj(_ -> inside.thenApply(ContextContinuationTest::contextOf))
                .toList();
        var future = inside.toCompletableFuture().thenApply(ContextContinuationTest::contextOf);
        source.succeed(1);
        context.runAll();
        for (var where : outside) {
            assertNull(where.await());
        }
        assertNull(future.get());
    }

    @Test
    void theViewWithoutContextDoesNotComeBack() throws Exception {
        var where = inContext(() -> source.task().configureAwait(false).thenApply(ContextContinuationTest::contextOf));
        source.succeed(1);
        assertNull(where.await());
        assertEquals(0, context.size());
        assertSame(source.task(), source.task().configureAwait(true));
    }

    @Test
    void theViewIsTheTaskInAllElse() throws Exception {
        var view = source.task().configureAwait(false);
        source.succeed(1);
        assertEquals(1, view.await());
        var thrown = new IllegalArgumentException();
        var failing = new TaskSource<Integer>();
        var viewOfFailing = failing.task().configureAwait(false);
        var seen = new AtomicReference<Throwable>();
        var looked = viewOfFailing.whenComplete((_, failure) -> seen.set(failure));
        var deeper = failing.task().thenApply(it -> it).configureAwait(false).<Throwable>handle((_, t) -> t);
        failing.fail(thrown);
        assertSame(thrown, looked.outcome() instanceof Outcome.Failed<?>(var f) ? f.toException() : null);
        assertSame(thrown, seen.get());
        assertInstanceOf(CompletionException.class, deeper.await());
        var cancelled = new TaskSource<Integer>();
        cancelled.task().configureAwait(false).cancel();
        assertTrue(cancelled.task().isCancelled());
    }

    @Test
    void aContextCanBeNamed() throws Exception {
        var where = source.task().thenOn(context, ContextContinuationTest::contextOf);
        var seen = new AtomicReference<SyncContext>();
        var accepted = source.task().thenAcceptOn(context, it -> seen.set(contextOf(it)));
        source.succeed(1);
        assertSame(context, context.runUntil(where));
        context.runUntil(accepted);
        assertSame(context, seen.get());
        var later = source.task().thenOn(context, ContextContinuationTest::contextOf);
        assertFalse(later.isDone());
        assertSame(context, context.runUntil(later));
        inContext(() -> {
            assertTrue(source.task()
                    .thenOn(context, ContextContinuationTest::contextOf)
                    .isDone());
            return "done";
        });
    }

    @Test
    void functionsOfOneTaskRunInTheOrderTheyWereAdded() {
        List<Integer> order = new ArrayList<>();
        inContext(() -> {
            for (int i = 0; i < 100; i++) {
                int n = i;
                source.task().thenAccept(_ -> order.add(n)).forget();
            }
            return "added";
        });
        source.succeed(1);
        context.runAll();
        assertEquals(IntStream.range(0, 100).boxed().toList(), order);
    }

    @Test
    void functionsNestedTooDeepStayInTheContext() {
        source.succeed(1);
        var depth = new AtomicReference<>(0);
        var outside = new AtomicReference<SyncContext>(context);
        inContext(() -> {
            nest(1_000, depth, outside);
            return "begun";
        });
        context.runAll();
        assertEquals(1_000, depth.get());
        assertSame(context, outside.get());
    }

    private void nest(int left, AtomicReference<Integer> depth, AtomicReference<SyncContext> seen) {
        source.task()
                .thenAccept(_ -> {
                    depth.set(depth.get() + 1);
                    if (SyncContext.current() != context) {
                        seen.set(SyncContext.current());
                    }
                    if (left > 1) {
                        nest(left - 1, depth, seen);
                    }
                })
                .forget();
    }

    @Test
    void aMillionFunctionsInAChainNeedNoStack() throws Exception {
        var last = inContext(() -> {
            Task<Integer> end = source.task();
            for (int i = 0; i < 1_000_000; i++) {
                end = end.thenApply(it -> it + 1);
            }
            return end;
        });
        source.succeed(0);
        assertEquals(1_000_000, context.runUntil(last));
        Task<Integer> views = new TaskSource<Integer>().task();
        for (int i = 0; i < 100_000; i++) {
            views = views.thenApply(it -> it + 1).configureAwait(false);
        }
        views.cancel();
        assertTrue(views.outcome() instanceof Outcome.Cancelled);
    }
}
