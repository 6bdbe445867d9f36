package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/// Values that follow the work from thread to thread.
@Timeout(60)
@Isolated
class FlowingValueTest {

    private static final ThreadLocal<Locale> LANGUAGE = ThreadLocal.withInitial(() -> Locale.ROOT);
    private static final ScopedValue<Locale> SCOPED = ScopedValue.newInstance();

    /// The values of a log, as MDC has them.
    private static final ThreadLocal<Map<String, String>> LOG = ThreadLocal.withInitial(Map::of);

    private final List<FlowingValue.Registration> registered = new ArrayList<>();
    private final TaskSource<Integer> source = new TaskSource<>();
    private final PumpedContext context = new PumpedContext();

    @AfterEach
    void unregister() {
        registered.forEach(FlowingValue.Registration::close);
        LANGUAGE.remove();
        LOG.remove();
    }

    private void flow(FlowingValue... values) {
        for (FlowingValue value : values) {
            registered.add(FlowingValue.register(value));
        }
    }

    @Test
    void nothingFlowsThatNobodyRegistered() throws Exception {
        LANGUAGE.set(Locale.FRENCH);
        assertEquals(Locale.ROOT, Task.run(LANGUAGE::get).await());
    }

    @Test
    void aVariableOfTheThreadFlowsIntoBodies() throws Exception {
        flow(FlowingValue.of(LANGUAGE));
        LANGUAGE.set(Locale.FRENCH);
        assertEquals(Locale.FRENCH, Task.run(LANGUAGE::get).await());
        assertEquals(Locale.FRENCH, Task.compute(LANGUAGE::get).await());
        assertEquals(Locale.ROOT, Thread.currentThread().isVirtual() ? null : outside(LANGUAGE::get));
        var call = context.call(LANGUAGE::get);
        var launched = context.run(() -> assertEquals(Locale.FRENCH, LANGUAGE.get()));
        LANGUAGE.set(Locale.GERMAN);
        assertEquals(Locale.FRENCH, context.runUntil(call));
        context.runUntil(launched);
        assertEquals(Locale.GERMAN, LANGUAGE.get());
    }

    private static <T> T outside(Supplier<T> code) throws Exception {
        var value = new TaskSource<T>();
        Thread.ofPlatform().start(() -> value.succeed(code.get()));
        return value.task().await();
    }

    @Test
    void itFlowsToFunctionsFromWhereTheyWereAdded() throws Exception {
        flow(FlowingValue.of(LANGUAGE));
        LANGUAGE.set(Locale.FRENCH);
        var french = source.task().thenApply(_ -> LANGUAGE.get());
        LANGUAGE.set(Locale.GERMAN);
        var german = source.task().thenApplyAsync(_ -> LANGUAGE.get(), Runnable::run);
        LANGUAGE.remove();
        outside(() -> source.succeed(1));
        assertEquals(Locale.FRENCH, french.await());
        assertEquals(Locale.GERMAN, german.await());
    }

    @Test
    void whatTheCodeChangesDoesNotFlowBack() throws Exception {
        flow(FlowingValue.of(LANGUAGE));
        LANGUAGE.set(Locale.FRENCH);
        var changed = Task.completed(1).thenRun(() -> LANGUAGE.set(Locale.GERMAN)); // on this thread
        changed.await();
        assertEquals(Locale.FRENCH, LANGUAGE.get());
    }

    @Test
    void aScopedValueFlows() throws Exception {
        flow(FlowingValue.of(SCOPED));
        var functions = ScopedValue.where(SCOPED, Locale.FRENCH)
                .call(() -> List.of(Task.run(SCOPED::get), source.task().thenApply(_ -> SCOPED.get())));
        var unbound = source.task().thenApply(_ -> SCOPED.isBound());
        source.succeed(1);
        for (var function : functions) {
            assertEquals(Locale.FRENCH, function.await());
        }
        assertEquals(false, unbound.await());
    }

    @Test
    void theyAreCarriedToAnExecutorOfOnesOwn() throws Exception {
        Runnable asItIs = () -> {};
        assertSame(asItIs, FlowingValue.carrying(asItIs));
        flow(FlowingValue.of(LANGUAGE));
        var seen = new TaskSource<Locale>();
        LANGUAGE.set(Locale.FRENCH);
        Runnable code = FlowingValue.carrying(() -> {
            seen.succeed(LANGUAGE.get());
        });
        Callable<Locale> call = FlowingValue.carrying(LANGUAGE::get);
        LANGUAGE.set(Locale.GERMAN);
        try (var executor = Executors.newSingleThreadExecutor()) {
            executor.execute(code);
            assertEquals(Locale.FRENCH, seen.task().await());
            assertEquals(Locale.FRENCH, executor.submit(call).get());
            assertEquals(Locale.FRENCH, executor.submit(call).get());
            assertEquals(Locale.ROOT, executor.submit(LANGUAGE::get).get());
        }
        assertEquals(Locale.GERMAN, LANGUAGE.get());
    }

    @Test
    void theValuesOfALogFlow() throws Exception {
        flow(FlowingValue.of(LOG::get, LOG::set), FlowingValue.of(SCOPED));
        LOG.set(Map.of("request", "17"));
        var seen = ScopedValue.where(SCOPED, Locale.FRENCH)
                .call(() -> Task.run(() ->
                        Task.run(() -> LOG.get().get("request") + SCOPED.get()).await()));
        assertEquals("17fr", seen.await());
    }

    @Test
    void whatTheCodeThrowsIsThrown() {
        flow(FlowingValue.of(LANGUAGE), FlowingValue.of(SCOPED));
        var thrown = new IOException();
        var failed = Task.run(() -> {
            throw thrown;
        });
        assertSame(thrown, assertThrows(IOException.class, failed::await));
        var function = Task.completed(1).thenApply(_ -> {
            throw new IllegalArgumentException();
        });
        assertThrows(IllegalArgumentException.class, function::await);
    }

    @Test
    void anAsynchronousFunctionKeepsItsOwnFromPartToPart() throws Exception {
        flow(FlowingValue.of(LANGUAGE), FlowingValue.of(SCOPED));
        LANGUAGE.set(Locale.FRENCH);
        var launched = ScopedValue.where(SCOPED, Locale.ITALIAN)
                .call(() -> context.run(() -> {
                    assertEquals(Locale.FRENCH, LANGUAGE.get());
                    LANGUAGE.set(Locale.GERMAN);
                    ScopedValue.where(SCOPED, Locale.JAPANESE).call(() -> {
                        source.task().await();
                        assertEquals(Locale.GERMAN, LANGUAGE.get());
                        assertEquals(Locale.JAPANESE, SCOPED.get());
                        return "back";
                    });
                    assertEquals(Locale.ITALIAN, SCOPED.get());
                }));
        LANGUAGE.set(Locale.KOREAN);
        context.runAll();
        assertEquals(Locale.KOREAN, LANGUAGE.get());
        source.succeed(1);
        context.runUntil(launched);
        assertEquals(Locale.KOREAN, LANGUAGE.get());
        assertEquals(false, SCOPED.isBound());
    }
}
