package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A task against a [CompletableFuture]: every method, with every way in which the stages it
/// depends on and its function can end, before and after it was called.
///
/// Where tasks differ on purpose it is said: the outcome of what depends on a cancelled task is
/// compared without the envelope that a future puts round it.
@Timeout(60)
class CompletionStageTest {

    /// How a stage ends.
    private enum End {
        VALUE,
        NULL,
        CHECKED,
        UNCHECKED,
        ENVELOPE,
        CANCELLED;

        boolean isFailure() {
            return this == CHECKED || this == UNCHECKED || this == ENVELOPE;
        }
    }

    /// What a function does.
    private enum Behaviour {
        RETURN,
        RETURN_NULL,
        THROW,
        THROW_ENVELOPE,
        THROW_CANCELLATION,
        RETHROW
    }

    /// A stage that can be ended.
    private interface Endable {
        CompletionStage<String> stage();

        void end(End end, Throwable thrown);
    }

    private enum Kind {
        FUTURE,
        TASK;

        Endable pending() {
            return this == FUTURE ? new EndableFuture(new CompletableFuture<>()) : new EndableTask(new TaskSource<>());
        }
    }

    private record EndableFuture(CompletableFuture<String> stage) implements Endable {
        @Override
        public void end(End end, Throwable thrown) {
            switch (end) {
                case VALUE -> stage.complete("value");
                case NULL -> stage.complete(null);
                case CANCELLED, CHECKED, UNCHECKED, ENVELOPE -> stage.completeExceptionally(thrown);
            }
        }
    }

    private record EndableTask(TaskSource<String> source) implements Endable {
        @Override
        public CompletionStage<String> stage() {
            return source.task();
        }

        @Override
        public void end(End end, Throwable thrown) {
            switch (end) {
                case VALUE -> source.succeed("value");
                case NULL -> source.succeed(null);
                case CANCELLED, CHECKED, UNCHECKED, ENVELOPE -> source.fail(thrown);
            }
        }
    }

    /// One method on one stage, and what can be seen of it.
    private static final class Run {

        final List<String> log = Collections.synchronizedList(new ArrayList<>());
        final Map<Throwable, String> names = Collections.synchronizedMap(new IdentityHashMap<>());
        final Kind kind;
        final Behaviour behaviour;
        final Executor executor = Runnable::run;
        final RuntimeException functions = new ArithmeticException();
        final Endable other;

        Run(Kind kind, Behaviour behaviour) {
            this.kind = kind;
            this.behaviour = behaviour;
            this.other = kind.pending();
            names.put(functions, "function's");
        }

        Throwable thrownBy(String name, End end) {
            Throwable root = end == End.UNCHECKED ? new IllegalStateException() : new IOException();
            names.put(root, name);
            return switch (end) {
                case ENVELOPE -> new CompletionException(root);
                case CANCELLED -> {
                    var cancellation = new CancellationException();
                    names.put(cancellation, name);
                    yield cancellation;
                }
                default -> root;
            };
        }

        /// What every function does: notes what it was given, then behaves.
        String call(Object... given) {
            log.add(Arrays.stream(given).map(this::show).collect(Collectors.joining(", ", "called with ", "")));
            return switch (behaviour) {
                case RETURN -> "result";
                case RETURN_NULL -> null;
                case THROW -> throw functions;
                case THROW_ENVELOPE -> throw new CompletionException(functions);
                case THROW_CANCELLATION -> {
                    var cancellation = new CancellationException();
                    names.put(cancellation, "function's");
                    throw cancellation;
                }
                case RETHROW -> {
                    for (Object one : given) {
                        if (one instanceof RuntimeException thrown) {
                            throw thrown;
                        }
                    }
                    yield "nothing to rethrow";
                }
            };
        }

        CompletionStage<String> callForStage(Object... given) {
            String value = call(given);
            if (value == null) {
                return null;
            }
            var next = kind.pending();
            var dependent = next.stage().thenApply(v -> v + " of the next");
            next.end(End.VALUE, null);
            return dependent;
        }

        CompletionStage<String> callForFailingStage(Object... given) {
            call(given);
            var next = kind.pending();
            next.end(End.CHECKED, thrownBy("next's", End.CHECKED));
            return next.stage();
        }

        String show(Object shown) {
            if (!(shown instanceof Throwable thrown)) {
                return String.valueOf(shown);
            }
            String name = names.get(thrown);
            String text = thrown.getClass().getSimpleName();
            if (name != null) {
                text += " " + name;
            }
            return thrown.getCause() == null ? text : text + "(" + show(thrown.getCause()) + ")";
        }

        void look(CompletionStage<?> result) {
            Future<?> future = (Future<?>) result;
            Throwable root = null;
            String got;
            try {
                got = "get " + show(future.get());
            } catch (ExecutionException e) {
                root = e.getCause();
                got = "get " + show(e);
            } catch (CancellationException e) {
                root = e;
                got = "get " + show(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            boolean cancelled = root instanceof CancellationException;
            log.add(cancelled ? "cancelled " + show(root) : got);
            if (!cancelled) {
                log.add("state " + future.state());
                log.add("join " + join(result));
                log.add("exceptionNow " + exceptionNow(future));
            }
            attachedTo(result, root).forEach(attached -> log.add("attached " + show(attached)));
            result.handleAsync((value, thrown) -> log.add("dependent " + show(value) + ", " + show(thrown)), executor)
                    .toCompletableFuture()
                    .join();
        }

        private String join(CompletionStage<?> result) {
            try {
                return show(joined(result));
            } catch (CompletionException e) {
                return show(e);
            }
        }

        private static Object joined(CompletionStage<?> result) {
            return result instanceof Task<?> task ? task.join() : ((CompletableFuture<?>) result).join();
        }

        /// What else went wrong: a future attaches it to the envelope, a task to what is in it.
        private static Set<Throwable> attachedTo(CompletionStage<?> result, Throwable root) {
            var attached = new LinkedHashSet<Throwable>();
            if (root != null) {
                Collections.addAll(attached, root.getSuppressed());
                Collections.addAll(
                        attached,
                        assertThrows(RuntimeException.class, () -> joined(result))
                                .getSuppressed());
            }
            return attached;
        }

        private String exceptionNow(Future<?> future) {
            try {
                return show(future.exceptionNow());
            } catch (IllegalStateException e) {
                return "none";
            }
        }
    }

    @FunctionalInterface
    private interface Call {
        CompletionStage<?> on(CompletionStage<String> stage, Run run);
    }

    private static final Map<String, Call> ONE_STAGE = new LinkedHashMap<>();
    private static final Map<String, Call> TWO_STAGES = new LinkedHashMap<>();

    static {
        ONE_STAGE.put("thenApply", (s, r) -> s.thenApply(r::call));
        ONE_STAGE.put("thenApplyAsync", (s, r) -> s.thenApplyAsync(r::call));
        ONE_STAGE.put("thenApplyAsync to", (s, r) -> s.thenApplyAsync(r::call, r.executor));
        ONE_STAGE.put("thenAccept", (s, r) -> s.thenAccept(r::call));
        ONE_STAGE.put("thenAcceptAsync", (s, r) -> s.thenAcceptAsync(r::call));
        ONE_STAGE.put("thenAcceptAsync to", (s, r) -> s.thenAcceptAsync(r::call, r.executor));
        ONE_STAGE.put("thenRun", (s, r) -> s.thenRun(r::call));
        ONE_STAGE.put("thenRunAsync", (s, r) -> s.thenRunAsync(r::call));
        ONE_STAGE.put("thenRunAsync to", (s, r) -> s.thenRunAsync(r::call, r.executor));
        ONE_STAGE.put("thenCompose", (s, r) -> s.thenCompose(r::callForStage));
        ONE_STAGE.put("thenComposeAsync", (s, r) -> s.thenComposeAsync(r::callForStage));
        ONE_STAGE.put("thenComposeAsync to", (s, r) -> s.thenComposeAsync(r::callForStage, r.executor));
        ONE_STAGE.put("thenCompose failing", (s, r) -> s.thenCompose(r::callForFailingStage));
        ONE_STAGE.put("handle", (s, r) -> s.handle(r::call));
        ONE_STAGE.put("handleAsync", (s, r) -> s.handleAsync(r::call));
        ONE_STAGE.put("handleAsync to", (s, r) -> s.handleAsync(r::call, r.executor));
        ONE_STAGE.put("whenComplete", (s, r) -> s.whenComplete(r::call));
        ONE_STAGE.put("whenCompleteAsync", (s, r) -> s.whenCompleteAsync(r::call));
        ONE_STAGE.put("whenCompleteAsync to", (s, r) -> s.whenCompleteAsync(r::call, r.executor));
        ONE_STAGE.put("exceptionally", (s, r) -> s.exceptionally(r::call));
        ONE_STAGE.put("exceptionallyAsync", (s, r) -> s.exceptionallyAsync(r::call));
        ONE_STAGE.put("exceptionallyAsync to", (s, r) -> s.exceptionallyAsync(r::call, r.executor));
        ONE_STAGE.put("exceptionallyCompose", (s, r) -> s.exceptionallyCompose(r::callForStage));
        ONE_STAGE.put("exceptionallyComposeAsync", (s, r) -> s.exceptionallyComposeAsync(r::callForStage));
        ONE_STAGE.put(
                "exceptionallyComposeAsync to", (s, r) -> s.exceptionallyComposeAsync(r::callForStage, r.executor));
        ONE_STAGE.put("exceptionallyCompose failing", (s, r) -> s.exceptionallyCompose(r::callForFailingStage));

        TWO_STAGES.put("thenCombine", (s, r) -> s.thenCombine(r.other.stage(), r::call));
        TWO_STAGES.put("thenCombineAsync", (s, r) -> s.thenCombineAsync(r.other.stage(), r::call));
        TWO_STAGES.put("thenCombineAsync to", (s, r) -> s.thenCombineAsync(r.other.stage(), r::call, r.executor));
        TWO_STAGES.put("thenAcceptBoth", (s, r) -> s.thenAcceptBoth(r.other.stage(), r::call));
        TWO_STAGES.put("thenAcceptBothAsync", (s, r) -> s.thenAcceptBothAsync(r.other.stage(), r::call));
        TWO_STAGES.put("thenAcceptBothAsync to", (s, r) -> s.thenAcceptBothAsync(r.other.stage(), r::call, r.executor));
        TWO_STAGES.put("runAfterBoth", (s, r) -> s.runAfterBoth(r.other.stage(), r::call));
        TWO_STAGES.put("runAfterBothAsync", (s, r) -> s.runAfterBothAsync(r.other.stage(), r::call));
        TWO_STAGES.put("runAfterBothAsync to", (s, r) -> s.runAfterBothAsync(r.other.stage(), r::call, r.executor));
        TWO_STAGES.put("applyToEither", (s, r) -> s.applyToEither(r.other.stage(), r::call));
        TWO_STAGES.put("applyToEitherAsync", (s, r) -> s.applyToEitherAsync(r.other.stage(), r::call));
        TWO_STAGES.put("applyToEitherAsync to", (s, r) -> s.applyToEitherAsync(r.other.stage(), r::call, r.executor));
        TWO_STAGES.put("acceptEither", (s, r) -> s.acceptEither(r.other.stage(), r::call));
        TWO_STAGES.put("acceptEitherAsync", (s, r) -> s.acceptEitherAsync(r.other.stage(), r::call));
        TWO_STAGES.put("acceptEitherAsync to", (s, r) -> s.acceptEitherAsync(r.other.stage(), r::call, r.executor));
        TWO_STAGES.put("runAfterEither", (s, r) -> s.runAfterEither(r.other.stage(), r::call));
        TWO_STAGES.put("runAfterEitherAsync", (s, r) -> s.runAfterEitherAsync(r.other.stage(), r::call));
        TWO_STAGES.put("runAfterEitherAsync to", (s, r) -> s.runAfterEitherAsync(r.other.stage(), r::call, r.executor));
    }

    static Set<String> oneStage() {
        return ONE_STAGE.keySet();
    }

    static Set<String> twoStages() {
        return TWO_STAGES.keySet();
    }

    private static CompletionStage<String> atDepth(int depth, CompletionStage<String> stage) {
        return depth == 0 ? stage : atDepth(depth - 1, stage.thenApplyAsync(v -> v, Runnable::run));
    }

    @ParameterizedTest
    @MethodSource("oneStage")
    void aTaskDoesWhatAFutureDoes(String method) {
        Call call = ONE_STAGE.get(method);
        for (End end : End.values()) {
            for (Behaviour behaviour : Behaviour.values()) {
                for (int depth = 0; depth < 3; depth++) {
                    for (boolean before : new boolean[] {false, true}) {
                        var logs = new ArrayList<List<String>>();
                        for (Kind kind : Kind.values()) {
                            var run = new Run(kind, behaviour);
                            var source = kind.pending();
                            Throwable thrown = run.thrownBy("source's", end);
                            if (before) {
                                source.end(end, thrown);
                            }
                            var result = call.on(atDepth(depth, source.stage()), run);
                            if (!before) {
                                source.end(end, thrown);
                            }
                            run.look(result);
                            logs.add(run.log);
                        }
                        assertEquals(
                                logs.get(0),
                                logs.get(1),
                                method + ", stage ends with " + end + (before ? " before" : " after") + ", depth "
                                        + depth + ", function does " + behaviour);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("twoStages")
    void aTaskDoesWhatAFutureDoesWithTwoStages(String method) {
        Call call = TWO_STAGES.get(method);
        for (End end : End.values()) {
            for (End others : End.values()) {
                if (end == End.CANCELLED && others.isFailure()) {
                    continue; // of tasks, a failure beats a cancellation: below
                }
                for (Behaviour behaviour : Behaviour.values()) {
                    for (int endsBefore = 0; endsBefore < 3; endsBefore++) {
                        var logs = new ArrayList<List<String>>();
                        for (Kind kind : Kind.values()) {
                            var run = new Run(kind, behaviour);
                            var source = kind.pending();
                            Throwable thrown = run.thrownBy("source's", end);
                            Throwable othersThrown = run.thrownBy("other's", others);
                            if (endsBefore > 0) {
                                source.end(end, thrown);
                            }
                            if (endsBefore > 1) {
                                run.other.end(others, othersThrown);
                            }
                            var result = call.on(source.stage(), run);
                            if (endsBefore < 1) {
                                source.end(end, thrown);
                            }
                            if (endsBefore < 2) {
                                run.other.end(others, othersThrown);
                            }
                            run.look(result);
                            lookAtTheLoser(source.stage(), run.other.stage());
                            run.log.removeIf(line -> line.startsWith("attached")); // futures lose the second failure
                            logs.add(run.log);
                        }
                        assertEquals(
                                logs.get(0),
                                logs.get(1),
                                method + ", stages end with " + end + " and " + others + ", " + endsBefore
                                        + " before, function does " + behaviour);
                    }
                }
            }
        }
    }

    /// Nobody else looks at what the second of two came to.
    private static void lookAtTheLoser(CompletionStage<?>... stages) {
        for (CompletionStage<?> stage : stages) {
            var _ = stage.handle((_, _) -> null);
        }
    }

    @Test
    void everyMethodIsCompared() {
        Set<String> compared = new TreeSet<>();
        for (String name : ONE_STAGE.keySet()) {
            compared.add(name.replace(" to", "").replace(" failing", ""));
        }
        for (String name : TWO_STAGES.keySet()) {
            compared.add(name.replace(" to", ""));
        }
        compared.add("toCompletableFuture");
        assertEquals(
                Arrays.stream(CompletionStage.class.getMethods())
                        .map(Method::getName)
                        .collect(Collectors.toCollection(TreeSet::new)),
                compared);
    }

    @Test
    void everyMethodGivesATask() {
        for (Method method : CompletionStage.class.getMethods()) {
            if (method.getReturnType() != CompletionStage.class) {
                continue;
            }
            assertTrue(
                    Arrays.stream(Task.class.getDeclaredMethods())
                            .anyMatch(own -> own.getName().equals(method.getName())
                                    && Arrays.equals(own.getParameterTypes(), method.getParameterTypes())
                                    && own.getReturnType() == Task.class
                                    && Modifier.isFinal(own.getModifiers())),
                    method::toString);
        }
    }

    @Test
    void ofTwoTasksAFailureBeatsACancellationAndNoneIsLost() {
        var cancelled = new TaskSource<Integer>();
        var failed = new TaskSource<Integer>();
        var alsoFailed = new TaskSource<Integer>();
        var combined = cancelled.task().thenCombine(failed.task(), Integer::sum);
        var both = failed.task().runAfterBoth(alsoFailed.task(), () -> {});
        cancelled.cancel();
        failed.fail(() -> new IOException("first"));
        alsoFailed.fail(() -> new IOException("second"));
        assertThrows(IOException.class, combined::await);
        var thrown = assertThrows(IOException.class, both::await);
        assertEquals("first", thrown.getMessage());
        assertEquals("second", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void whatDependsOnACancelledTaskIsCancelled() {
        var source = new TaskSource<Integer>();
        var dependent = source.task().thenApply(v -> v);
        source.cancel();
        assertTrue(dependent.isCancelled());
        assertThrows(CancellationException.class, dependent::get);
        assertThrows(CancellationException.class, dependent::join);
        assertEquals(Future.State.CANCELLED, dependent.state());
    }

    @Test
    void everyFunctionAndExecutorIsNeeded() {
        Task<Integer> task = new TaskSource<Integer>().task();
        assertThrows(NullPointerException.class, () -> task.thenApply(null));
        assertThrows(NullPointerException.class, () -> task.then(null));
        assertThrows(NullPointerException.class, () -> task.thenApplyAsync(v -> v, null));
        assertThrows(NullPointerException.class, () -> task.thenCombine(null, (_, _) -> 1));
        assertThrows(NullPointerException.class, () -> task.thenCombine(task, null));
        assertThrows(NullPointerException.class, () -> task.applyToEither(task, null));
        assertThrows(NullPointerException.class, () -> task.applyToEither(null, v -> v));
        assertEquals(0, Chains.length(task));
    }

    @Test
    void aTaskIsAFutureForThoseWhoWantOne() throws Exception {
        var source = new TaskSource<String>();
        var future = source.task().toCompletableFuture();
        assertFalse(future.isDone());
        source.succeed("value");
        assertEquals("value", future.get());
        assertEquals("value", source.task().toCompletableFuture().getNow("not yet"));

        var thrown = new IOException();
        var failed = Task.failed(thrown).toCompletableFuture();
        assertSame(thrown, failed.exceptionNow());
        assertTrue(
                Task.failed(new CancellationException()).toCompletableFuture().isCancelled());
        assertEquals(
                1,
                CompletableFuture.completedFuture(1)
                        .thenCompose(Task::completed)
                        .get());
        assertEquals(
                3,
                CompletableFuture.completedFuture(1)
                        .thenCombine(Task.completed(2), Integer::sum)
                        .get());
    }

    @Test
    void cancellingTheFutureAsksTheTask() {
        var asked = new ArrayList<CancellationReason>();
        var source = new TaskSource<String>(asked::add);
        var future = source.task().toCompletableFuture();
        assertTrue(future.cancel(true));
        assertEquals(List.of(CancellationReason.Requested.SILENTLY), asked);
        assertFalse(future.isDone()); // the memory is still in use
        source.cancel();
        assertThrows(CancellationException.class, future::join);
        assertTrue(future.isCancelled());
        assertTrue(future.cancel(true));

        var done = Task.completed(1).toCompletableFuture();
        assertFalse(done.cancel(true));
        assertFalse(done.isCancelled());
    }
}
