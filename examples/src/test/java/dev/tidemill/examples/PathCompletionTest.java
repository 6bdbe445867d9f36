package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.swing.SwingContext;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.TaskSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PathCompletionTest {

    @TempDir
    private Path folder;

    @Test
    void whatBeginsWithTheTextIsShown() throws Exception {
        Files.createFile(folder.resolve("abc"));
        Files.createFile(folder.resolve("abd"));
        Files.createFile(folder.resolve("x"));
        var field = SwingContext.call(() -> new PathCompletion()).await();

        type(field, folder + "/ab");
        SwingContext.get().whenIdle().await();
        assertThat(shown(field)).containsExactly(folder + "/abc", folder + "/abd");

        type(field, folder + "/nothing/here");
        SwingContext.get().whenIdle().await();
        assertThat(shown(field)).isEmpty();
    }

    @Test
    void anAnswerThatCameTooLateIsDropped() throws Exception {
        Map<String, TaskSource<List<String>>> lookups = new HashMap<>();
        List<CancellationReason> asked = new ArrayList<>();
        var field = SwingContext.call(() -> new PathCompletion(typed -> {
                    var lookup = new TaskSource<List<String>>(asked::add); // too late to cancel
                    lookups.put(typed, lookup);
                    return lookup.task();
                }))
                .await();

        type(field, "a");
        type(field, "ab");
        assertThat(asked).isNotEmpty();
        lookups.get("ab").succeed(List.of("abc"));
        lookups.get("a").succeed(List.of("abc", "axe"));
        lookups.values().forEach(lookup -> lookup.succeed(List.of("the empty text between")));
        SwingContext.get().whenIdle().await();

        assertThat(shown(field)).containsExactly("abc");
    }

    private static void type(PathCompletion field, String text) throws Exception {
        SwingContext.run(() -> field.field.setText(text)).await();
    }

    private static List<String> shown(PathCompletion field) throws Exception {
        return SwingContext.call(() -> Collections.list(field.found.elements())).await();
    }
}
