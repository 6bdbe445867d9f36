package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class NamesTest {

    private static String shown(String name) {
        return new Names(StandardCharsets.UTF_8).of(name.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void plainNamesAreShownAsTheyAre() {
        assertThat(shown("a file, \u00FCber \u65E5\u672C \uD83D\uDE00.txt"))
                .isEqualTo("a file, \u00FCber \u65E5\u672C \uD83D\uDE00.txt");
    }

    @Test
    void aNameCannotControlTheTerminal() {
        assertThat(shown("a\u001B[2Jb")).isEqualTo("a\\x1B[2Jb");
        assertThat(shown("line\nline\rline\ttab")).isEqualTo("line\\nline\\rline\\ttab");
        assertThat(shown("\u0007\u007F")).isEqualTo("\\x07\\x7F");
        assertThat(shown("\u009B2J")).isEqualTo("\\xC2\\x9B2J");
    }

    @Test
    void aNameCannotTurnTheTextAround() {
        assertThat(shown("txt.\u202Eexe")).isEqualTo("txt.\\xE2\\x80\\xAEexe");
        assertThat(shown("\u2028")).isEqualTo("\\xE2\\x80\\xA8");
    }

    @Test
    void whatIsNotTextIsShownByteByByte() {
        Names names = new Names(StandardCharsets.UTF_8);
        assertThat(names.of(new byte[] {'a', (byte) 0xFF, 'b'})).isEqualTo("a\\xFFb");
        assertThat(names.of(new byte[] {(byte) 0xC3})).isEqualTo("\\xC3");
        assertThat(names.of(new byte[] {(byte) 0xE6, (byte) 0x97, 'x'})).isEqualTo("\\xE6\\x97x");
        assertThat(names.of(new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80})).isEqualTo("\\xED\\xA0\\x80");
    }

    @Test
    void whatTheTerminalCannotShowIsShownByteByByte() {
        Names names = new Names(StandardCharsets.US_ASCII);
        assertThat(names.of("\u00FC".getBytes(StandardCharsets.UTF_8))).isEqualTo("\\xC3\\xBC");
    }
}
