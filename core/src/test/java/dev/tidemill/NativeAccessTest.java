package dev.tidemill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a program is told that may not call native functions, in a JVM made that way.
@Timeout(60)
class NativeAccessTest {

    private static final String CAUSE = "native access is denied to the unnamed module, the class path; start java with"
            + " --enable-native-access=dev.tidemill.core (ALL-UNNAMED on the class path)\n";

    @Test
    void itIsToldOnceWhatToDo() throws Exception {
        assertThat(output(Causes.class, List.of())).isEqualTo("portable\nNATIVE_ACCESS\n" + CAUSE);
    }

    /// Whoever asks, not only the first.
    @Test
    void theSharedEngineIsRefusedToEverybodyInTheSameWords() throws Exception {
        String refused = "java.lang.IllegalStateException: io_uring was asked for and is not available: " + CAUSE;
        assertThat(output(Shared.class, List.of("-Dtidemill.engine=io_uring"))).isEqualTo(refused + refused);
        String wrong =
                "java.lang.IllegalArgumentException: tidemill.engine is fast; must be auto, io_uring or portable\n";
        assertThat(output(Shared.class, List.of("-Dtidemill.engine=fast"))).isEqualTo(wrong + wrong);
    }

    private static String output(Class<?> program, List<String> options) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--illegal-native-access=deny"));
        command.addAll(options);
        command.addAll(List.of("-cp", location(Tidemill.class) + ":" + location(program), program.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    static final class Causes {
        public static void main(String[] arguments) {
            try (Tidemill io = Tidemill.start(TidemillConfig.DEFAULT)) {
                UnavailabilityCause cause = io.unavailabilityCause().orElseThrow();
                System.out.println(io.backend());
                System.out.println(cause.limit());
                System.out.println(cause);
            }
        }
    }

    static final class Shared {
        public static void main(String[] arguments) {
            for (int i = 0; i < 2; i++) {
                try {
                    System.out.println(Tidemill.shared());
                } catch (Throwable e) {
                    System.out.println(e);
                }
            }
        }
    }
}
