package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Flow;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;

/// What a publisher gives as a task, and a task as a publisher; for `java.util.concurrent.Flow` and
/// for Reactive Streams.
final class AdaptPublishers {

    private AdaptPublishers() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: AdaptPublishers FILE URL");
            System.exit(2);
        }
        Path path = Path.of(arguments[0]);
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI page = URI.create(arguments[1]);
            System.out.println("the page begins with " + firstBytes(client, page) + " bytes");
            System.out.println("it has " + allBytes(client, page) + " bytes");
            System.out.println("sent: " + send(client, page, path));
        }
        System.out.println("through Reactive Streams: "
                + fromReactiveStreams(toReactiveStreams(path)).await().length() + " characters");
    }

    private static Flow.Publisher<List<ByteBuffer>> body(HttpClient client, URI page)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(page).build();
        var response = Tasks.fromStage(client.sendAsync(request, HttpResponse.BodyHandlers.ofPublisher()));
        return response.await().body();
    }

    /// The first item; the rest is cancelled, and not loaded.
    static int firstBytes(HttpClient client, URI page) throws IOException, InterruptedException {
        Flow.Publisher<List<ByteBuffer>> body = body(client, page);
        Task<List<ByteBuffer>> first = Tasks.first(body);
        return remaining(first.await());
    }

    /// All items, as a list.
    static int allBytes(HttpClient client, URI page) throws IOException, InterruptedException {
        List<List<ByteBuffer>> items = Tasks.list(body(client, page)).await();
        return items.stream().mapToInt(AdaptPublishers::remaining).sum();
    }

    private static int remaining(List<ByteBuffer> buffers) {
        return buffers.stream().mapToInt(ByteBuffer::remaining).sum();
    }

    /// A task as a publisher, for everything that takes one: here, the body of a request.
    static int send(HttpClient client, URI page, Path path) throws IOException, InterruptedException {
        Flow.Publisher<ByteBuffer> content =
                AsyncFiles.readAllBytes(path).thenApply(ByteBuffer::wrap).toPublisher();
        HttpRequest request = HttpRequest.newBuilder(page)
                .POST(HttpRequest.BodyPublishers.fromPublisher(content))
                .build();
        return Tasks.fromStage(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()))
                .await()
                .statusCode();
    }

    /// A publisher of Reactive Streams, as of Reactor or RxJava.
    static Task<String> fromReactiveStreams(Publisher<String> publisher) {
        return Tasks.first(FlowAdapters.toFlowPublisher(publisher));
    }

    /// A task for those.
    static Publisher<String> toReactiveStreams(Path path) {
        return FlowAdapters.toPublisher(AsyncFiles.readString(path).toPublisher());
    }
}
