package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.stream.BytePipe;
import dev.tidemill.swing.SwingContext;
import dev.tidemill.transfer.StreamCopy;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CopyWindowTest {

    private static final int SIZE = 100_000;

    private final BytePipe in = new BytePipe(SIZE);
    private final BytePipe out = new BytePipe(SIZE);
    private final StreamCopy.Settings settings = StreamCopy.Settings.DEFAULT.withTotalBytes(SIZE);

    @Test
    void theButtonsDoWhatTheySay() throws Exception {
        try (StreamCopy copy = StreamCopy.start(in.source(), out.sink(), settings)) {
            CopyWindow window = SwingContext.call(() -> new CopyWindow(copy)).await();
            in.sink().write(new byte[SIZE / 4]).await();
            until(window, "%,d bytes".formatted(SIZE / 4));
            assertThat(SwingContext.call(window.bar::getValue).await()).isEqualTo(250);
            paint(window);

            SwingContext.run(() -> window.pause.doClick(0)).await();
            assertThat(copy.isPaused()).isTrue();
            until(window, "%,d bytes, paused".formatted(SIZE / 4));

            SwingContext.run(() -> window.pause.doClick(0)).await();
            assertThat(copy.isPaused()).isFalse();

            SwingContext.run(() -> window.limit.setValue(7)).await();
            assertThat(copy.limit()).isEqualTo(7_000_000);

            SwingContext.run(() -> window.cancel.doClick(0)).await();
            until(window, "stopped");
            assertThat(copy.isCancelled()).isTrue();
            assertThat(SwingContext.call(window.pause::isEnabled).await()).isFalse();
        }
    }

    @Test
    void theBarIsFullInTheEnd() throws Exception {
        CopyWindow window;
        try (StreamCopy copy = StreamCopy.start(in.source(), out.sink(), settings)) {
            window = SwingContext.call(() -> new CopyWindow(copy)).await();
            in.sink().write(new byte[SIZE]).await();
            in.sink().close();
            copy.await();
        } // the last call of the window was made
        assertThat(SwingContext.call(window.bar::getValue).await()).isEqualTo(1000);
        assertThat(SwingContext.call(window.status::getText).await())
                .isEqualTo("%,d bytes were copied".formatted(SIZE));
    }

    /// Waits until the window shows that.
    private static void until(CopyWindow window, String text) throws Exception {
        String shown = "";
        for (int looks = 0; looks < 1_000_000 && !shown.contains(text); looks++) {
            shown = SwingContext.call(window.status::getText).await();
        }
        assertThat(shown).contains(text);
    }

    private static void paint(CopyWindow window) throws Exception {
        Path picture = Path.of(System.getProperty("basedir", ""), "target", "copy-window.png");
        SwingContext.run(() -> {
                    window.setSize(window.getPreferredSize());
                    window.doLayout();
                    var image = new BufferedImage(window.getWidth(), window.getHeight(), BufferedImage.TYPE_INT_RGB);
                    window.paint(image.getGraphics());
                    ImageIO.write(image, "png", picture.toFile());
                })
                .await();
        assertThat(picture).isNotEmptyFile();
    }
}
