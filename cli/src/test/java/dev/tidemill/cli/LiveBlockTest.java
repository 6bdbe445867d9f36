package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class LiveBlockTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private final AtomicInteger columns = new AtomicInteger(20);
    private final LiveBlock block = new LiveBlock(out, columns::get);

    private String written() {
        String text =
                written.toString(StandardCharsets.UTF_8).replace("\033", "<").replace("\r", "|");
        written.reset();
        return text;
    }

    @Test
    void eachFrameTakesThePlaceOfTheOneBefore() {
        block.show(List.of("one", "two"));
        assertThat(written()).isEqualTo("|one<[K\ntwo<[K\n<[J");
        block.show(List.of("three"));
        assertThat(written()).isEqualTo("|<[2Athree<[K\n<[J");
        block.hide();
        assertThat(written()).isEqualTo("|<[1A<[J");
        block.hide();
        assertThat(written()).isEmpty();
    }

    @Test
    void otherTextComesAboveTheBlock() {
        block.show(List.of("one"));
        written();
        block.print(out, "text");
        block.print(out, "more");
        assertThat(written()).isEqualTo("|<[1A<[Jtext\nmore\n");
        block.show(List.of("two"));
        assertThat(written()).isEqualTo("|two<[K\n<[J");
    }

    @Test
    void linesAreNotWiderThanTheTerminal() {
        block.show(List.of("x".repeat(50)));
        assertThat(written()).isEqualTo("|" + "x".repeat(19) + "<[K\n<[J");
    }

    @Test
    void whatIsWrappedAfterTheTerminalBecameNarrowIsOverwrittenToo() {
        block.show(List.of("x".repeat(19), "y"));
        written();
        columns.set(10);
        block.show(List.of("z"));
        assertThat(written()).isEqualTo("|<[3Az<[K\n<[J");
    }

    @Test
    void whatTheShellWroteWhileItWasStoppedStays() {
        block.show(List.of("one", "two"));
        written();
        block.leave();
        block.show(List.of("three"));
        assertThat(written()).isEqualTo("|three<[K\n<[J");
    }

    /// Fields of proc_pid_stat(5): the third from the name on is the process's group, the sixth the
    /// terminal's.
    @Test
    void inTheBackgroundTheTerminalIsSomebodyElses() {
        assertThat(Terminal.isForeground("17 (java) S 1 17 9 34816 17 4194304 1"))
                .isTrue();
        assertThat(Terminal.isForeground("17 (java) S 1 17 9 34816 9 4194304 1"))
                .isFalse();
        assertThat(Terminal.isForeground("17 (a) b (c) S 1 17 9 34816 9 4194304 1"))
                .isFalse();
        assertThat(Terminal.isForeground("17 (java) S 1 17 9 0 -1 4194304 1")).isTrue(); // no terminal at all
        assertThat(Terminal.isForeground("17 (java)")).isTrue();
    }
}
