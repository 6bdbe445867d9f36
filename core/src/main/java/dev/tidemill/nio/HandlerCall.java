package dev.tidemill.nio;

import java.nio.channels.CompletionHandler;
import java.util.Objects;
import java.util.concurrent.Executor;

/// A completion handler that is to be called in an executor, with what belongs to it.
///
/// It is handed over also when the operation was done at once: whoever starts one is not to find
/// its handler in the middle of his own work.
record HandlerCall<V, A>(Executor executor, A attachment, CompletionHandler<V, ? super A> handler)
        implements Receiver<V> {

    HandlerCall {
        Objects.requireNonNull(handler, "'handler' is null");
    }

    @Override
    public boolean completed(V value) {
        execute(() -> handler.completed(value, attachment));
        return true;
    }

    @Override
    public void failed(Throwable failure) {
        execute(() -> handler.failed(failure, attachment));
    }

    private void execute(Runnable call) {
        executor.execute(() -> {
            call.run();
            var _ = Thread.interrupted(); // that was meant for the handler
        });
    }
}
