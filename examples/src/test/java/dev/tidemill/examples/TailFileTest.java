package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.Task;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TailFileTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsAddedIsShown() throws Exception {
        Path log = Files.writeString(folder.resolve("log"), "old\n");
        var shown = new LinkedBlockingQueue<String>();
        Task<Void> tail = Task.run(() -> TailFile.follow(log, new Shown(shown)));
        String first = null;
        for (int i = 0; first == null; i++) { // it may not have begun to look
            Files.writeString(log, "line " + i + "\n", StandardOpenOption.APPEND);
            first = shown.poll(10, TimeUnit.MILLISECONDS);
        }
        assertThat(first).startsWith("line ");
        Files.writeString(log, "the end\n", StandardOpenOption.APPEND);
        for (String text = first; !text.endsWith("the end\n"); text = shown.take())
            assertThat(text).doesNotContain("old");
        Files.writeString(log, "anew\n"); // shorter than it was
        for (String text = ""; !text.endsWith("anew\n"); ) text += shown.take();
        tail.cancel();
        Assertions.assertThrows(CancellationException.class, tail::await);
    }

    /// What comes in one piece is shown in one.
    private static final class Shown extends OutputStream {

        private final Queue<String> pieces;

        Shown(Queue<String> pieces) {
            this.pieces = pieces;
        }

        @Override
        public void write(int one) {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            pieces.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }
    }
}
