package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TwoWaitingReadersTest {

    /// In a JVM of its own: the number of carriers is decided when it starts.
    @Test
    void twoReadersOnTwoCarriersStopEveryOtherVirtualThread() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djdk.virtualThreadScheduler.parallelism=2",
                        "-Djdk.virtualThreadScheduler.maxPoolSize=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TwoWaitingReaders.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var output = process.getInputStream()) {
            String printed = new String(output.readAllBytes(), UTF_8);

            assertThat(printed.lines())
                    .containsExactly(
                            "2 virtual threads wait for a pipe, and another one has not run for 3 seconds",
                            "they have their bytes, and it runs");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }
}
