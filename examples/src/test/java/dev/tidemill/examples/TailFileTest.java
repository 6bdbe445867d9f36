package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
        Task<Void> tail = Task.run(() -> TailFile.follow(log, shown::add));
        String first = null;
        for (int i = 0; first == null; i++) { // it may not have begun to look
            Files.writeString(log, "line " + i + "\n", StandardOpenOption.APPEND);
            first = shown.poll(10, TimeUnit.MILLISECONDS);
        }
        assertThat(first).startsWith("line ");
        Files.writeString(log, "the end\n", StandardOpenOption.APPEND);
        for (String text = first; !text.endsWith("the end\n"); text = shown.take())
            assertThat(text).doesNotContain("old");
        tail.cancel();
        Assertions.assertThrows(CancellationException.class, tail::await);
    }
}
