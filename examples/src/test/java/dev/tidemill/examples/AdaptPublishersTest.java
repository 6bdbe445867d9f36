package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdaptPublishersTest {

    @TempDir
    private Path folder;

    @Test
    void publishersAreTasksAndTasksArePublishers() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "one\ntwo\n");
        var received = new LinkedBlockingQueue<String>();
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            byte[] body = "a page".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String page = "http://localhost:" + server.getAddress().getPort() + "/";

            assertThat(Printed.by(() -> AdaptPublishers.main(new String[] {path.toString(), page})))
                    .containsExactly(
                            "the page begins with 6 bytes",
                            "it has 6 bytes",
                            "sent: 200",
                            "through Reactive Streams: 8 characters");
            assertThat(received).containsExactly("", "", "one\ntwo\n");
        } finally {
            server.stop(0);
        }
    }
}
