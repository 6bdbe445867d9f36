package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ArgumentsTest {

    private static String bytewise(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void pathsKeepEveryByte() {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(20)];
            for (int b = 0; b < bytes.length; b++) {
                do bytes[b] = (byte) random.nextInt(256);
                while (bytes[b] == 0 || bytes[b] == '/');
            }
            if (random.nextBoolean()) bytes[bytes.length / 2] = '/';
            if (bytes[bytes.length - 1] == '/') bytes[bytes.length - 1] = 'x'; // a path has no slash at its end
            assertThat(Arguments.bytes(Arguments.path(bytewise(bytes))))
                    .as("-Dtidemill.test.seed=" + seed + " step " + i)
                    .isEqualTo(bytes);
        }
    }

    @Test
    void aDirectoryHasNoSlashAtItsEnd(@TempDir Path directory) throws IOException {
        byte[] name = "\u00FC".getBytes(StandardCharsets.UTF_8);
        Path path = directory.resolve(Arguments.path(bytewise(name)));
        byte[] before = Arguments.bytes(path);
        Files.createDirectory(path);
        assertThat(Arguments.bytes(path)).isEqualTo(before).endsWith(name);
    }

    @Test
    void pathsAreWhatTheyWereTypedAs() {
        assertThat(Arguments.path("a/../b")).isEqualTo(Path.of("a/../b"));
        assertThat(Arguments.path("/tmp")).isEqualTo(Path.of("/tmp"));
        assertThat(Arguments.path(".")).isEqualTo(Path.of("."));
        assertThat(Arguments.path("100%")).isEqualTo(Path.of("100%"));
        String umlaut = bytewise("../\u00FC".getBytes(StandardCharsets.UTF_8));
        assertThat(Arguments.path(umlaut)).isRelative();
        assertThat(Arguments.bytes(Arguments.path(umlaut))).isEqualTo("../\u00FC".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void nothingIsNoName() {
        assertThatThrownBy(() -> Arguments.path("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotFromTheCommandLineOfThisProcessIsEncoded() {
        assertThat(Arguments.bytewise(new String[] {"copy", "not an argument of this process"}))
                .containsExactly("copy", "not an argument of this process");
    }
}
