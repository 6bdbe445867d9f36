package dev.tidemill.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StructsTest {
    private static final List<String> HEADERS = List.of(
            "fcntl.h",
            "poll.h",
            "stddef.h",
            "sys/epoll.h",
            "sys/ioctl.h",
            "sys/resource.h",
            "sys/stat.h",
            "sys/uio.h",
            "sys/utsname.h",
            "sys/vfs.h",
            "linux/filter.h",
            "linux/io_uring.h",
            "linux/mman.h",
            "linux/openat2.h",
            "linux/time_types.h");

    @Test
    void everyStructIsThatOfTheCCompiler(@TempDir Path folder, TestReporter reporter) throws Exception {
        Map<String, Long> expected = new LinkedHashMap<>();
        for (StructLayout struct : structs()) {
            String name = "struct " + struct.name().orElseThrow();
            expected.put("sizeof(" + name + ")", struct.byteSize());
            collectMembers(name, "", 0, struct, expected);
        }
        Map<String, Long> inC = CCompiler.orSkip(folder).evaluate(HEADERS, expected.keySet());

        inC.forEach((expression, value) -> assertEquals(value, expected.get(expression), expression));
        var unknown = new TreeSet<>(expected.keySet());
        unknown.removeAll(inC.keySet());
        unknown.removeIf(expression -> expression.startsWith("sizeof(((")); // as its offset
        reporter.publishEntry("not in the installed headers", unknown.toString());
        assertTrue(inC.size() > expected.size() * 3 / 4, "too much is not in the installed headers: " + unknown);
    }

    @Test
    void epollEventIsPackedOnX86Only() {
        StructLayout packed = Structs.epollEvent(Architecture.X86_64);
        StructLayout natural = Structs.epollEvent(Architecture.AARCH64);

        assertEquals(List.of(12L, 4L), List.of(packed.byteSize(), Structs.offset(packed, "data")));
        assertEquals(List.of(16L, 8L), List.of(natural.byteSize(), Structs.offset(natural, "data")));
    }

    @Test
    void offsetFindsMembersOfUnionsWithoutAName() {
        assertEquals(8, Structs.offset(IoUringStructs.IO_URING_SQE, "cmd_op"));
        assertEquals(56, Structs.offset(IoUringStructs.IO_URING_SQE, "attr_type_mask"));
    }

    @Test
    void offsetOfAMemberThatIsNotThereIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Structs.offset(Structs.IOVEC, "iov_bas"));
        assertThrows(IllegalArgumentException.class, () -> Structs.offset(IoUringStructs.IO_URING_PARAMS, "ring_mask"));
    }

    @Test
    void aLayoutOfAnotherSizeThanInCIsRefused() {
        assertThrows(AssertionError.class, () -> Structs.struct("iovec", 24, Structs.padding(16)));
    }

    private static void collectMembers(
            String struct, String prefix, long base, GroupLayout group, Map<String, Long> expected) {
        for (int i = 0; i < group.memberLayouts().size(); i++) {
            MemoryLayout member = group.memberLayouts().get(i);
            long offset = base + group.byteOffset(PathElement.groupElement(i));
            member.name().ifPresent(name -> {
                // not offsetof(): errors would be reported inside its header
                expected.put("__builtin_offsetof(%s, %s%s)".formatted(struct, prefix, name), offset);
                expected.put("sizeof(((%s *) 0)->%s%s)".formatted(struct, prefix, name), member.byteSize());
            });
            if (member instanceof GroupLayout inner) {
                String path = member.name().map(name -> prefix + name + ".").orElse(prefix);
                collectMembers(struct, path, offset, inner, expected);
            }
        }
    }

    private static List<StructLayout> structs() throws IllegalAccessException {
        List<StructLayout> structs = new ArrayList<>();
        for (Field field : Stream.of(Structs.class, IoUringStructs.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
                .toList()) {
            if (Modifier.isPublic(field.getModifiers()) && field.get(null) instanceof StructLayout struct) {
                structs.add(struct);
            }
        }
        return structs;
    }
}
