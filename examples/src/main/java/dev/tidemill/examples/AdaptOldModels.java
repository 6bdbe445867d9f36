package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Callbacks, stages, futures and listeners become tasks, and a task is what they are.
final class AdaptOldModels {

    private AdaptOldModels() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println("usage: AdaptOldModels FILE [URL]");
            System.exit(2);
        }
        Path path = Path.of(arguments[0]);
        System.out.println("a handler was told of " + fromHandler(path) + " bytes");
        System.out.println("a thread counted " + fromFuture(path) + " lines");
        System.out.println("a stage has " + asStage(path).join().length() + " characters");
        System.out.println("a future has " + asFuture(path).length() + " characters");
        System.out.println("another one has " + asCompletableFuture(path).join().length() + " characters");
        System.out.println("a listener was told: " + fromListener(listener -> listener.accept("now")));
        if (arguments.length > 1) {
            try (HttpClient client = HttpClient.newHttpClient()) {
                System.out.println(fromStage(client, URI.create(arguments[1])));
            }
        }
    }

    /// A [java.nio.channels.CompletionHandler].
    static int fromHandler(Path path) throws IOException, InterruptedException {
        try (var channel = AsynchronousFileChannel.open(path, READ)) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            Task<Integer> read = Tasks.fromHandler(handler -> channel.read(buffer, 0, null, handler));
            return read.await();
        }
    }

    /// A [java.util.concurrent.CompletionStage]. Cancelling the task cancels the request.
    static String fromStage(HttpClient client, URI page) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page).build();
        Task<HttpResponse<String>> response =
                Tasks.fromStage(client.sendAsync(request, HttpResponse.BodyHandlers.ofString()));
        return response.await().body(); // an IOException comes as it is
    }

    /// A [Future]: a virtual thread waits for it.
    static long fromFuture(Path path) throws IOException, InterruptedException {
        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            Future<Long> lines = executor.submit(
                    () -> AsyncFiles.readString(path).await().lines().count());
            return Tasks.fromFuture(lines).await();
        }
    }

    /// A listener, or a signal of one's own: whoever has the source completes the task.
    static String fromListener(Consumer<Consumer<String>> addListener) throws IOException, InterruptedException {
        var arrived = new TaskSource<String>();
        addListener.accept(arrived::succeed); // only the first one counts
        return arrived.task().await();
    }

    /// A task is a [java.util.concurrent.CompletionStage], for everything that takes one.
    static CompletableFuture<String> asStage(Path path) {
        return CompletableFuture.supplyAsync(() -> "# " + path + "\n")
                .thenCombine(AsyncFiles.readString(path), String::concat);
    }

    /// A task is a [Future].
    static String asFuture(Path path) throws ExecutionException, InterruptedException, TimeoutException {
        Future<String> future = AsyncFiles.readString(path);
        return future.get(5, TimeUnit.SECONDS); // wraps failures, as futures do
    }

    /// A task gives a [CompletableFuture]. Cancelling that asks the task to cancel.
    static CompletableFuture<String> asCompletableFuture(Path path) {
        return AsyncFiles.readString(path).toCompletableFuture().completeOnTimeout("", 5, TimeUnit.SECONDS);
    }
}
