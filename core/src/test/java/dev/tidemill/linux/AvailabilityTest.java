package dev.tidemill.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is promised where there are no system calls, in JVMs made that way.
@Timeout(60)
class AvailabilityTest {
    @Test
    void withoutNativeAccessWhoIsDeniedItIsNamed() throws Exception {
        String message = "native access is denied to the unnamed module, the class path";
        assertEquals(report(message), inAnotherJvm("--illegal-native-access=deny"));
    }

    @Test
    void onAnotherSystemItIsNamed() throws Exception {
        assertEquals(report("the operating system is Windows 11, not Linux"), inAnotherJvm("-Dos.name=Windows 11"));
    }

    @Test
    void onAnotherProcessorItIsNamed() throws Exception {
        String message = "the processor is riscv64, neither x86-64 nor 64-bit ARM";
        assertEquals(report(message), inAnotherJvm("-Dos.arch=riscv64"));
    }

    private static String report(String cause) {
        return "loaded\n" + cause + "\n" + "system calls are not available: " + cause + "\n";
    }

    private static String inAnotherJvm(String option) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", option));
        command.addAll(List.of("-cp", location(LibC.class) + ":" + location(Program.class), Program.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    private static Path location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// Loads everything, and says why it is not there.
    static final class Program {
        public static void main(String[] arguments) throws Exception {
            for (Class<?> type : List.of(
                    Errno.class,
                    Fcntl.class,
                    IoUring.class,
                    IoUringStructs.class,
                    Memory.class,
                    Mman.class,
                    Poll.class,
                    ProcessControl.class,
                    Sqe.class,
                    Stat.class,
                    Statx.class,
                    Structs.class)) {
                Class.forName(type.getName());
            }
            System.out.println("loaded");
            System.out.println(LibC.isAvailable() ? "available" : LibC.unavailabilityCause());
            try {
                System.out.println(LibC.preadv2(0, 0, 0, 0, 0));
            } catch (IllegalStateException expected) {
                System.out.println(expected.getMessage());
            }
        }
    }
}
