package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TenPicturesTest {

    private static final int PICTURES = 10;

    @TempDir
    private Path folder;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch asked = new CountDownLatch(PICTURES);
    private HttpServer server;

    /// It answers nobody until everybody has asked.
    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String name = exchange.getRequestURI().getPath();
            byte[] body = name.getBytes(UTF_8);
            asked.countDown();
            try {
                asked.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(name.equals("/7.png") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.close();
    }

    @Test
    void tenAreUnderWayAtOnce() throws Exception {
        List<String> arguments = arguments(10);

        assertThat(Printed.by(() -> TenPictures.main(arguments.toArray(String[]::new))))
                .isEqualTo(IntStream.range(10, 20).mapToObj(n -> n + ".png").toList());
        for (int n = 10; n < 20; n++) {
            assertThat(folder.resolve(n + ".png")).hasContent("/" + n + ".png");
        }
    }

    @Test
    void onesFailureLeavesTheOthers() throws IOException {
        List<String> arguments = arguments(0);

        assertThatThrownBy(() -> TenPictures.main(arguments.toArray(String[]::new)))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("/7.png: status 404");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(PICTURES - 1);
        }
    }

    private List<String> arguments(int first) {
        List<String> arguments = new ArrayList<>(List.of(folder.toString()));
        for (int n = first; n < first + PICTURES; n++) {
            arguments.add("http://localhost:" + server.getAddress().getPort() + "/" + n + ".png");
        }
        return arguments;
    }
}
