package dev.tidemill.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ErrnoTest {
    @Test
    void everyNumberIsThatOfTheCCompiler(@TempDir Path folder) throws Exception {
        Map<String, Errno> known = constants();
        Map<String, Long> inC = CCompiler.orSkip(folder).evaluate(List.of("errno.h"), known.keySet());

        Map<String, Long> here =
                known.values().stream().collect(Collectors.toMap(Errno::name, errno -> (long) errno.number()));
        assertEquals(inC, here);
    }

    @Test
    void everyNumberHasTheNameAndTheTextOfTheCLibrary(@TempDir Path folder) throws Exception {
        String printed = CCompiler.orSkip(folder).compileAndRun("""
            #define _GNU_SOURCE
            #include <stdio.h>
            #include <string.h>
            #if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 32)
            int main(void) {
                for (int number = 1; number < 200; number++)
                    if (strerrorname_np(number))
                        printf("%d %s (%s)\\n", number, strerrorname_np(number), strerror(number));
            }
            #else
            int main(void) { return 0; }
            #endif
            """);
        Assumptions.assumeFalse(printed.isEmpty(), "the C library has no names of errors (glibc 2.32) or other texts");
        String known = IntStream.range(1, 200)
                .mapToObj(Errno::of)
                .filter(errno -> !errno.text().isEmpty())
                .map(errno -> errno.number() + " " + errno + "\n")
                .collect(Collectors.joining());
        assertEquals(printed, known);
    }

    @Test
    void constantsAreWhatOfGives() throws Exception {
        Map<String, Errno> constants = constants();
        assertFalse(constants.isEmpty());
        constants.forEach((name, errno) -> {
            assertEquals(name, errno.name());
            assertSame(errno, Errno.of(errno.number()));
        });
    }

    @Test
    void isShownByNameAndText() {
        assertEquals("EIO (Input/output error)", Errno.EIO.toString());
    }

    @Test
    void anUnknownNumberIsShownAsOne() {
        assertEquals("errno 4095", Errno.of(4095).toString());
        assertEquals("errno 41", Errno.of(41).toString());
        assertEquals(Errno.of(4095), Errno.of(4095));
    }

    @Test
    void aResultThatWasNotNegatedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Errno.of(-5));
        assertThrows(IllegalArgumentException.class, () -> Errno.of(0));
    }

    private static Map<String, Errno> constants() throws IllegalAccessException {
        Map<String, Errno> constants = new LinkedHashMap<>();
        for (Field field : Errno.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && field.getType() == Errno.class) {
                constants.put(field.getName(), (Errno) field.get(null));
            }
        }
        return constants;
    }
}
