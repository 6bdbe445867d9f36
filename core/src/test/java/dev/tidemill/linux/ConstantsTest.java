package dev.tidemill.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ConstantsTest {
    private static final List<Class<?>> CLASSES = List.of(
            IoUring.class,
            Fcntl.class,
            Stat.class,
            Dirent.class,
            Inotify.class,
            Mman.class,
            Poll.class,
            Ioctl.class,
            ProcessControl.class);

    /// The kernel's own, asked first: in the C library's `O_LARGEFILE` is 0.
    private static final List<String> KERNEL_HEADERS = List.of(
            "linux/fcntl.h",
            "linux/fadvise.h",
            "linux/falloc.h",
            "linux/filter.h",
            "linux/fs.h",
            "linux/io_uring.h",
            "linux/magic.h",
            "linux/memfd.h",
            "linux/mman.h",
            "linux/openat2.h",
            "linux/poll.h",
            "linux/prctl.h",
            "linux/resource.h",
            "linux/seccomp.h",
            "linux/stat.h",
            "asm/ioctls.h");

    private static final List<String> LIBRARY_HEADERS = List.of(
            "dirent.h",
            "fcntl.h",
            "sys/epoll.h",
            "sys/eventfd.h",
            "sys/inotify.h",
            "sys/ioctl.h",
            "sys/mman.h",
            "sys/poll.h",
            "sys/resource.h",
            "sys/stat.h");

    /// What all processors have in common; ARM's own headers add nothing but four flags of open.
    private static final List<String> GENERIC_HEADERS = List.of(
            "asm-generic/fcntl.h",
            "asm-generic/ioctls.h",
            "asm-generic/mman.h",
            "asm-generic/poll.h",
            "asm-generic/resource.h");

    @Test
    void everyConstantIsThatOfTheCCompiler(@TempDir Path folder, TestReporter reporter) throws Exception {
        Map<String, Object> expected = constants();
        CCompiler compiler = CCompiler.orSkip(folder);
        Map<String, Long> inC = new LinkedHashMap<>(compiler.evaluate(LIBRARY_HEADERS, expected.keySet()));
        inC.putAll(compiler.evaluate(KERNEL_HEADERS, expected.keySet()));

        inC.forEach((name, value) -> assertSame(expected.get(name), value, name));
        var unknown = new TreeSet<>(expected.keySet());
        unknown.removeAll(inC.keySet());
        reporter.publishEntry("not in the installed headers", unknown.toString());
        assertTrue(inC.size() > expected.size() * 3 / 4, "too much is not in the installed headers: " + unknown);
    }

    @Test
    void constantsThatAreNotPerArchitectureAreTheGenericOnes(@TempDir Path folder) throws Exception {
        Map<String, Object> expected = constants();
        expected.keySet()
                .removeIf(name -> List.of("O_DIRECT", "O_DIRECTORY", "O_NOFOLLOW", "O_LARGEFILE", "O_TMPFILE")
                        .contains(name));
        Map<String, Long> inC = CCompiler.orSkip(folder).evaluate(GENERIC_HEADERS, expected.keySet());

        inC.forEach((name, value) -> assertSame(expected.get(name), value, name));
        assertTrue(inC.keySet().containsAll(List.of("O_CREAT", "F_OFD_SETLK", "MAP_POPULATE", "POLLHUP", "TCGETS")));
    }

    @Test
    void systemCallNumbersAreThoseOfTheCCompiler(@TempDir Path folder) throws Exception {
        assertNumbers(folder, "asm/unistd.h", Architecture.CURRENT);
    }

    @Test
    void systemCallNumbersOfAarch64AreTheGenericOnes(@TempDir Path folder) throws Exception {
        assertNumbers(folder, "asm-generic/unistd.h", Architecture.AARCH64);
    }

    /// In octal, as the kernel publishes them in `arch/arm64/include/uapi/asm/fcntl.h` and
    /// `include/uapi/asm-generic/fcntl.h`.
    @Test
    @SuppressWarnings("OctalInteger")
    void openFlagsThatDifferAreThoseTheKernelPublishes() {
        assertEquals(040000, Architecture.AARCH64.O_DIRECTORY);
        assertEquals(0100000, Architecture.AARCH64.O_NOFOLLOW);
        assertEquals(0200000, Architecture.AARCH64.O_DIRECT);
        assertEquals(0400000, Architecture.AARCH64.O_LARGEFILE);

        assertEquals(040000, Architecture.X86_64.O_DIRECT);
        assertEquals(0100000, Architecture.X86_64.O_LARGEFILE);
        assertEquals(0200000, Architecture.X86_64.O_DIRECTORY);
        assertEquals(0400000, Architecture.X86_64.O_NOFOLLOW);
    }

    @Test
    void opcodesAreCountedWithoutAGap() throws Exception {
        List<Integer> opcodes = constants().entrySet().stream()
                .filter(constant -> constant.getKey().startsWith("IORING_OP_"))
                .map(constant -> (Integer) constant.getValue())
                .sorted()
                .toList();
        assertEquals(Stream.iterate(0, opcode -> opcode + 1).limit(63).toList(), opcodes);
    }

    private static void assertNumbers(Path folder, String header, Architecture architecture) throws Exception {
        Map<String, SystemCall> calls = Arrays.stream(SystemCall.values())
                .collect(Collectors.toMap(call -> "__NR_" + call.name().toLowerCase(Locale.ROOT), call -> call));
        Map<String, Long> inC = CCompiler.orSkip(folder).evaluate(List.of(header), calls.keySet());

        long newestInC = Collections.max(inC.values());
        calls.forEach((name, call) -> assertTrue(inC.containsKey(name) || call.number(architecture) > newestInC, name));
        inC.forEach((name, number) ->
                assertEquals(number.intValue(), calls.get(name).number(architecture), name));
    }

    /// C has some as unsigned numbers of the same bits.
    private static void assertSame(Object expected, long valueInC, String name) {
        switch (expected) {
            case Short number -> assertEquals(number, (short) valueInC, name);
            case Integer number -> assertEquals(number, (int) valueInC, name);
            case Long number -> assertEquals(number, valueInC, name);
            default -> throw new AssertionError(name + " is " + expected);
        }
    }

    private static Map<String, Object> constants() throws IllegalAccessException {
        Map<String, Object> constants = new LinkedHashMap<>();
        for (Class<?> type : CLASSES) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isPublic(field.getModifiers())) {
                    constants.put(field.getName(), field.get(null));
                }
            }
        }
        return constants;
    }
}
