package dev.tidemill.examples;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.flow.FilePublisher;
import dev.tidemill.flow.FileSubscriber;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.SubmissionPublisher;

/// Files where a library wants a `Flow.Publisher`, or gives one.
final class FlowingFiles {

    private FlowingFiles() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: FlowingFiles SOURCE TARGET");
            System.exit(2);
        }
        long bytes = copy(Path.of(arguments[0]), Path.of(arguments[1])).await();
        System.out.println(bytes + " bytes");
    }

    /// Sends a file to a server. No more of it is in memory than the connection can take.
    ///
    /// @return done when the answer has come
    static Task<HttpResponse<String>> upload(HttpClient client, Path path, URI target) throws IOException {
        // @start region=upload
        FilePublisher content = FilePublisher.of(path);
        HttpRequest request = HttpRequest.newBuilder(target)
                .PUT(BodyPublishers.fromPublisher(content, Files.size(path)))
                .build();
        return Tasks.fromStage(client.sendAsync(request, BodyHandlers.ofString()));
        // @end
    }

    /// Writes what somebody publishes.
    static long save(SubmissionPublisher<ByteBuffer> events, Path path) throws IOException, InterruptedException {
        // @start region=save
        FileSubscriber file = FileSubscriber.to(path);
        events.subscribe(file);
        long bytes = file.task().await(); // until the publisher completes; or throws what went wrong
        // @end
        return bytes;
    }

    /// The first bytes of a file, for somebody who wants a publisher of a part.
    static Task<Void> head(AsyncFile file, long length, FileSubscriber target) {
        FilePublisher.of(file, 0, length).subscribe(target);
        return target.task().thenAccept(_ -> {});
    }

    /// A copy that uses its buffers again.
    static Task<Long> copy(Path source, Path target) {
        // @start region=pool
        Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
        FileSubscriber copy = FileSubscriber.to(target).onWritten(buffer -> free.add(buffer.clear()));
        FilePublisher.of(source)
                .withBuffers(() -> {
                    ByteBuffer buffer = free.poll();
                    return buffer != null ? buffer : ByteBuffer.allocateDirect(256 * 1024);
                })
                .subscribe(copy);
        return copy.task();
        // @end
    }
}
