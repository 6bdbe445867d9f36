package dev.tidemill.nio;

import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// What an operation of a channel comes to, as the JDK's channels tell it: cancelled is done, at
/// once, whatever the kernel is still doing. A [Task] is cancelled when the work has stopped.
final class PendingResult<V> implements Future<V>, Receiver<V> {

    private final AsynchronousFileChannel channel;
    private final Task<?> work;

    /// Hidden: what users would hang on it would run on the thread that takes the completions.
    private final CompletableFuture<V> outcome = new CompletableFuture<>();

    PendingResult(AsynchronousFileChannel channel, Task<?> work) {
        this.channel = channel;
        this.work = work;
    }

    @Override
    public boolean completed(V value) {
        return outcome.complete(value);
    }

    @Override
    public void failed(Throwable failure) {
        outcome.completeExceptionally(failure instanceof IOException ? failure : new IOException(failure));
    }

    /// @param closeChannel whether the channel is closed, too, as with the JDK's channels
    @Override
    public boolean cancel(boolean closeChannel) {
        if (!outcome.completeExceptionally(new CancellationException())) return false;
        work.cancel();
        if (closeChannel) {
            try {
                channel.close();
            } catch (IOException e) {
                return true; // whoever closes it himself is told
            }
        }
        return true;
    }

    @Override
    public boolean isCancelled() {
        return outcome.isCancelled();
    }

    @Override
    public boolean isDone() {
        return outcome.isDone();
    }

    @Override
    public V get() throws InterruptedException, ExecutionException {
        return outcome.get();
    }

    @Override
    public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return outcome.get(timeout, unit);
    }
}
