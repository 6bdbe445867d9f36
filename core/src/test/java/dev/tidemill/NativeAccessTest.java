package dev.tidemill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a program is told that may not call native functions, in a JVM made that way.
@Timeout(60)
class NativeAccessTest {

    @Test
    void itIsToldOnceWhatToDo() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--illegal-native-access=deny",
                        "-cp",
                        location(Tidemill.class) + ":" + location(Program.class),
                        Program.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("""
            portable
            NATIVE_ACCESS
            native access is denied to the unnamed module, the class path; start java with \
            --enable-native-access=dev.tidemill.core (ALL-UNNAMED on the class path)
            """);
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    static final class Program {
        public static void main(String[] arguments) {
            try (Tidemill io = Tidemill.start(TidemillConfig.DEFAULT)) {
                UnavailabilityCause cause = io.unavailabilityCause().orElseThrow();
                System.out.println(io.backend());
                System.out.println(cause.limit());
                System.out.println(cause);
            }
        }
    }
}
