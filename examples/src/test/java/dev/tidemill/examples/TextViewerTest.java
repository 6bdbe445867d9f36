package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.swing.SwingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TextViewerTest {

    @TempDir
    private Path folder;

    @Test
    void theTextOrTheReasonWhyThereIsNoneIsShown() throws Exception {
        var viewer = SwingContext.call(TextViewer::new).await();

        open(viewer, Files.writeString(folder.resolve("a"), "text"));

        assertThat(SwingContext.call(viewer.area::getText).await()).isEqualTo("text");
        assertThat(SwingContext.call(viewer.status::getText).await()).isEqualTo("4 characters");

        open(viewer, folder.resolve("missing"));

        assertThat(SwingContext.call(viewer.status::getText).await()).contains("missing: ");
    }

    private static void open(TextViewer viewer, Path path) throws Exception {
        SwingContext.run(() -> {
                    viewer.path.setText(path.toString());
                    viewer.open.doClick(0);
                })
                .await();
        SwingContext.get().whenIdle().await();
    }
}
