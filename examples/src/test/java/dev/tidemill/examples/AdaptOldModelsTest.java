package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdaptOldModelsTest {

    @TempDir
    private Path folder;

    @Test
    void everyModelIsTold() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "one\ntwo\n");
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "a page".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String page = "http://localhost:" + server.getAddress().getPort() + "/";

            assertThat(Printed.by(() -> AdaptOldModels.main(new String[] {path.toString(), page})))
                    .containsExactly(
                            "a handler was told of 8 bytes",
                            "a thread counted 2 lines",
                            "a stage has " + ("# " + path + "\none\ntwo\n").length() + " characters",
                            "a future has 8 characters",
                            "another one has 8 characters",
                            "a listener was told: now",
                            "a page");
        } finally {
            server.stop(0);
        }
    }
}
