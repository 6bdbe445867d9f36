package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.task.Task;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import javax.swing.JButton;
import javax.swing.SwingUtilities;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A real button needs no display as long as there is no window around it.
@Timeout(60)
class AwaitedClicksTest {

    private final JButton button = new JButton("Click me");
    private final BlockingQueue<String> shown = new LinkedBlockingQueue<>();
    private final AwaitedClicks clicks = new AwaitedClicks(shown::add);

    @Test
    void everyClickIsShownUntilTheTaskIsCancelled() throws Exception {
        Task<Void> showing = Task.run(() -> clicks.showAll(button));
        click(3);
        for (int i = 0; i < 3; i++) {
            assertThat(shown.take()).isEqualTo("clicked: Click me");
        }
        end(showing);
        assertThat(shown).isEmpty();
    }

    @Test
    void clicksComeInPairs() throws Exception {
        Task<Void> showing = Task.run(() -> clicks.showPairs(button));
        click(3);
        assertThat(shown.take()).isEqualTo("once more");
        assertThat(shown.take()).matches("\\d+ ms between two clicks");
        assertThat(shown.take()).isEqualTo("once more");
        end(showing);
    }

    private void click(int times) throws Exception {
        while (button.getActionListeners().length == 0) Thread.onSpinWait();
        SwingUtilities.invokeAndWait(() -> {
            for (int i = 0; i < times; i++) button.doClick(0);
        });
    }

    private void end(Task<Void> showing) {
        showing.cancel();
        assertThatThrownBy(showing::await).isInstanceOf(CancellationException.class);
        assertThat(button.getActionListeners()).isEmpty();
    }
}
