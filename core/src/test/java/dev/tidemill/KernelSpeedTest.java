package dev.tidemill;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Also in a JVM that may not call the kernel.
@Timeout(60)
class KernelSpeedTest {

    @Test
    void whatThereIsTakesTime() throws Exception {
        assumeTrue(Diagnosis.of(Path.of(".")).rings().isPresent(), "there is no io_uring here");

        KernelSpeed speed = KernelSpeed.measure(Duration.ofMillis(2));

        assertThat(speed.systemCallNanos().orElseThrow()).isPositive();
        assertThat(speed.noOpNanos().orElseThrow()).isPositive();
        assertThat(speed.batchedNoOpNanos().orElseThrow()).isPositive();
    }

    @Test
    void withoutNativeAccessNothingIsMeasuredAndTheDiagnosisSaysWhy() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--illegal-native-access=deny",
                        "-cp",
                        location(KernelSpeed.class) + ":" + location(Program.class),
                        Program.class.getName())
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).isEqualTo("""
            NATIVE_ACCESS
            KernelSpeed[systemCallNanos=OptionalDouble.empty, noOpNanos=OptionalDouble.empty,\
             batchedNoOpNanos=OptionalDouble.empty]
            """);
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// What the other JVM runs.
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            Diagnosis diagnosis = Diagnosis.of(Path.of("."));
            System.out.println(diagnosis.unavailabilityCause().orElseThrow().limit());
            System.out.println(KernelSpeed.measure(Duration.ofMillis(1)));
        }
    }
}
