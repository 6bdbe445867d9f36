package dev.tidemill.javafx;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import java.util.concurrent.Callable;

/// Tasks on the application thread of JavaFX.
///
/// ```java
/// open.setOnAction(event -> FxContext.launch(() -> {
///     status.setText("reading");
///     String text = AsyncFiles.readString(chosen()).await(); // the window goes on working
///     area.setText(text); // and we are back on the application thread
/// }));
/// ```
///
/// All of that runs on the application thread: `Platform.isFxApplicationThread()` is true in each
/// line. What is thrown goes to that thread's handler of uncaught exceptions, as it does in other
/// handlers of events.
///
/// These methods are those of [#get()], the context that is current on the application thread; they
/// may be called on any thread. The JVM needs the flag
/// `--add-exports java.base/jdk.internal.vm=dev.tidemill.core` for [#launch] and [#run], with
/// `=ALL-UNNAMED` if Tidemill is on the class path; [#call] works without it.
///
/// JavaFX has to be running: before [javafx.application.Platform#startup(Runnable)] the tasks of
/// these methods fail. When its thread has ended nothing can run there any more, and tasks fail
/// with a [java.util.concurrent.RejectedExecutionException]. JavaFX drops, and says nothing, what
/// it is given while it ends: the tasks of that are never done.
@CheckReturnValue
public final class FxContext {

    private FxContext() {}

    /// The application thread as a context; always the same one.
    public static SyncContext get() {
        return FxThread.CONTEXT;
    }

    /// Runs an asynchronous function that nobody waits for; see
    /// [SyncContext#launch(dev.tidemill.task.Task.Body)].
    ///
    /// @throws UnsupportedOperationException if the JVM was started without the flag
    public static void launch(Task.Body body) {
        get().launch(body);
    }

    /// Runs an asynchronous function; see [SyncContext#run(Callable)].
    ///
    /// @throws UnsupportedOperationException if the JVM was started without the flag
    public static <T> Task<T> run(Callable<? extends T> body) {
        return get().run(body);
    }

    /// Like [#run(Callable)], for a body without a value.
    ///
    /// @throws UnsupportedOperationException if the JVM was started without the flag
    public static Task<Void> run(Task.Body body) {
        return get().run(body);
    }

    /// Runs code that waits for nothing; see [SyncContext#call(Callable)].
    public static <T> Task<T> call(Callable<? extends T> body) {
        return get().call(body);
    }
}
