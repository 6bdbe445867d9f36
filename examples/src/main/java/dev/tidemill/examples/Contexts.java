package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.micrometer.ContextFlow;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import io.micrometer.context.ContextRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A context of one's own, and values that follow the work.
final class Contexts {

    private Contexts() {}

    /// A model that only one thread may touch, and needs no lock.
    static final class Index implements AutoCloseable {

        private final ExecutorService thread = Executors.newSingleThreadExecutor();
        private final SyncContext context = SyncContext.of(thread);
        private int words; // used in the context only

        /// A function that is sent there.
        Task<Integer> add(Path path) {
            return AsyncFiles.readString(path).thenOn(context, text -> words += text.split("\\s+").length);
        }

        /// An asynchronous function that stays there.
        Task<Integer> addInOrder(List<Path> paths) {
            return context.run(() -> {
                for (Path path : paths) {
                    String text = AsyncFiles.readString(path).await(); // others may run meanwhile
                    words += text.split("\\s+").length; // and not from here to the next await
                }
                return words;
            });
        }

        /// What it needs for itself goes on outside.
        Task<Integer> size(Path path) {
            return AsyncFiles.readString(path).configureAwait(false).thenApply(String::length);
        }

        @Override
        public void close() {
            thread.close();
        }
    }

    static final ScopedValue<Locale> LANGUAGE = ScopedValue.newInstance();
    static final ThreadLocal<Map<String, String>> LOG = ThreadLocal.withInitial(Map::of);

    /// Once, where the program begins. Closing it would end it.
    static List<FlowingValue.Registration> register() {
        return List.of(
                FlowingValue.register(FlowingValue.of(LANGUAGE)),
                FlowingValue.register(FlowingValue.of(LOG::get, LOG::set))); // whatever can be read and set
    }

    static String greeting(String user) throws IOException, InterruptedException {
        LOG.set(Map.of("user", user));
        return ScopedValue.where(LANGUAGE, Locale.FRENCH)
                .call(() -> Task.run(() -> LANGUAGE.get().getDisplayLanguage(LANGUAGE.get()) + " for "
                        + LOG.get().get("user")))
                .await();
    }

    /// To an executor that knows nothing of tasks.
    static void remind(Executor executor, Consumer<String> mail) {
        executor.execute(FlowingValue.carrying(() -> mail.accept(LOG.get().get("user"))));
    }

    /// What Micrometer calls the context; once, like [#register()].
    static FlowingValue.Registration registerMicrometer() {
        return ContextFlow.register();
    }

    static final ThreadLocal<String> TRACE = new ThreadLocal<>();

    /// What a library of Micrometer's does for its own variables.
    static void registerTrace() {
        ContextRegistry.getInstance().registerThreadLocalAccessor("trace", TRACE);
    }

    static String traced(Path path) throws IOException, InterruptedException {
        TRACE.set("4bf92f35");
        return AsyncFiles.readString(path)
                .thenApply(text -> TRACE.get() + ": " + text) // on a virtual thread
                .await();
    }
}
