package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.TaskSource;
import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AdaptCallbacksTest {

    @TempDir
    private Path folder;

    @Test
    void everyCallbackIsATask() throws Exception {
        assertThat(Printed.by(() -> AdaptCallbacks.main(new String[0])))
                .containsExactly(
                        "answered: I cannot say \"How far?\"", "now it is 2", "reminder: cancelled on request");
        assertThatThrownBy(AdaptCallbacks.answer("")::await)
                .isInstanceOf(IOException.class)
                .hasMessage("no question");
    }

    @Test
    void aHandlerIsTold() throws Exception {
        Path path = Files.writeString(folder.resolve("file"), "four");
        var told = new TaskSource<String>();
        try (AsyncFile file = AsyncFile.open(path).await()) {
            AdaptCallbacks.read(file, new byte[10], "attached", new CompletionHandler<>() {
                @Override
                public void completed(Integer read, String attachment) {
                    told.succeed(read + " " + attachment);
                }

                @Override
                public void failed(Throwable thrown, String attachment) {
                    told.fail(thrown);
                }
            });
            assertThat(told.task().await()).isEqualTo("4 attached");
        }
    }
}
