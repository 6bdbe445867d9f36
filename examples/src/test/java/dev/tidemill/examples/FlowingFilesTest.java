package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.flow.FileSubscriber;
import dev.tidemill.task.Task;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FlowingFilesTest {

    @TempDir
    private Path folder;

    private Path file(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return Files.write(folder.resolve("source"), content);
    }

    @Test
    void aServerGetsTheWholeFile() throws Exception {
        Path source = file(3_000_000);
        Path received = folder.resolve("received");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Files.copy(exchange.getRequestBody(), received);
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write("ok".getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI target = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
            assertThat(FlowingFiles.upload(client, source, target).await().body())
                    .isEqualTo("ok");
        } finally {
            server.stop(0);
        }
        assertThat(received).hasSameBinaryContentAs(source);
    }

    @Test
    void whatIsPublishedIsSaved() throws Exception {
        Path target = folder.resolve("target");
        var events = new SubmissionPublisher<ByteBuffer>();
        Task<Void> publishing = Task.run(() -> {
            while (!events.hasSubscribers()) Thread.onSpinWait();
            for (int i = 0; i < 1_000; i++) events.submit(UTF_8.encode("event " + i + "\n"));
            events.close();
        });
        assertThat(FlowingFiles.save(events, target)).isEqualTo(Files.size(target));
        publishing.await();
        assertThat(target).content().startsWith("event 0\n").endsWith("event 999\n");
    }

    @Test
    void aPartIsEnough() throws Exception {
        Path target = folder.resolve("target");
        try (AsyncFile source = AsyncFile.open(file(100_000)).await()) {
            FlowingFiles.head(source, 70_000, FileSubscriber.to(target)).await();
        }
        assertThat(target).hasSize(70_000);
    }

    @Test
    void theProgramCopies() throws Exception {
        Path source = file(5_000_000);
        Path target = folder.resolve("target");
        assertThat(Printed.by(() -> FlowingFiles.main(new String[] {source.toString(), target.toString()})))
                .containsExactly("5000000 bytes");
        assertThat(target).hasSameBinaryContentAs(source);
    }
}
