package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ContextsTest {

    @TempDir
    private Path folder;

    @Test
    void oneThreadTouchesTheModel() throws Exception {
        Path two = Files.writeString(folder.resolve("a"), "two words");
        Path three = Files.writeString(folder.resolve("b"), "now three words");
        try (var index = new Contexts.Index()) {
            assertThat(index.add(two).await()).isEqualTo(2);
            assertThat(index.addInOrder(List.of(two, three)).await()).isEqualTo(7);
            assertThat(index.size(two).await()).isEqualTo(9);
        }
    }

    @Test
    void languageAndLogFollowTheWork() throws Exception {
        var registered = Contexts.register();
        try {
            assertThat(Contexts.greeting("ada")).isEqualTo("français for ada");
        } finally {
            registered.forEach(FlowingValue.Registration::close);
        }
    }

    @Test
    void anExecutorGetsTheValuesWithTheCode() throws Exception {
        var registered = Contexts.register();
        try (var executor = Executors.newSingleThreadExecutor()) {
            var mail = new TaskSource<String>();
            Contexts.LOG.set(Map.of("user", "ada"));
            Contexts.remind(executor, mail::succeed);
            assertThat(mail.task().await()).isEqualTo("ada");
        } finally {
            Contexts.LOG.remove();
            registered.forEach(FlowingValue.Registration::close);
        }
    }

    @Test
    void theContextOfMicrometerFollowsTheWork() throws Exception {
        var registered = Contexts.registerMicrometer();
        try {
            Contexts.registerTrace();
            assertThat(Contexts.traced(Files.writeString(folder.resolve("a"), "text")))
                    .isEqualTo("4bf92f35: text");
        } finally {
            Contexts.TRACE.remove();
            registered.close();
        }
    }
}
