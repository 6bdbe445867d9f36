package dev.tidemill.examples;

import dev.tidemill.swing.SwingContext;
import dev.tidemill.transfer.Copy;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.Transfer;
import java.awt.BorderLayout;
import java.awt.FlowLayout;
import java.nio.file.Path;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JSpinner;
import javax.swing.JToggleButton;
import javax.swing.SpinnerNumberModel;
import javax.swing.WindowConstants;

/// A window that shows how far a copy is, and lets it pause, go slower, or stop. Everything in here
/// is called on the event thread, which never waits.
final class CopyWindow extends JPanel {

    private static final long serialVersionUID = 1;
    private static final int STEPS = 1000;

    final JProgressBar bar = new JProgressBar(0, STEPS);
    final JToggleButton pause = new JToggleButton("Pause");
    final JButton cancel = new JButton("Cancel");
    final JSpinner limit = new JSpinner(new SpinnerNumberModel(0, 0, 100_000, 1)); // MB a second; 0 for none
    final JLabel status = new JLabel(" ");

    private final transient Transfer<?> transfer;

    /// @param transfer is closed by whoever has started it
    CopyWindow(Transfer<?> transfer) {
        super(new BorderLayout());
        this.transfer = transfer;
        limit.setValue((int) (transfer.limit() / 1_000_000));
        pause.addActionListener(_ -> pauseOrGoOn());
        cancel.addActionListener(_ -> transfer.cancel());
        limit.addChangeListener(_ -> transfer.limit(1_000_000L * (int) limit.getValue()));
        var buttons = new JPanel(new FlowLayout(FlowLayout.TRAILING));
        buttons.add(new JLabel("MB/s at most"));
        buttons.add(limit);
        buttons.add(pause);
        buttons.add(cancel);
        add(status, BorderLayout.NORTH);
        add(bar);
        add(buttons, BorderLayout.SOUTH);
        transfer.onProgress(this::show); // comes back to the event thread, as this is where it is said
    }

    private void pauseOrGoOn() {
        if (pause.isSelected()) transfer.pause();
        else transfer.resume();
    }

    private void show(Progress progress) {
        bar.setIndeterminate(progress.fraction().isEmpty() && !progress.state().isEnd());
        progress.fraction().ifPresent(done -> bar.setValue((int) (STEPS * done)));
        status.setText(textOf(progress));
        pause.setEnabled(!progress.state().isEnd());
        cancel.setEnabled(!progress.state().isEnd());
    }

    private static String textOf(Progress progress) {
        String amount = "%,d bytes".formatted(progress.transferredBytes());
        String left = progress.remaining()
                .map(time -> ", %d s left".formatted(time.toSeconds() + 1))
                .orElse("");
        return switch (progress.state()) {
            case WAITING -> "waiting";
            case RUNNING -> "%s, %.1f MB/s%s".formatted(amount, progress.bytesPerSecond() / 1e6, left);
            case PAUSED -> amount + ", paused" + left;
            case SUCCEEDED -> amount + " were copied";
            case FAILED -> "failed";
            case CANCELLED -> "stopped";
        };
    }

    public static void main(String[] arguments) {
        SwingContext.launch(() -> {
            var window = new JFrame("Copy");
            window.setDefaultCloseOperation(WindowConstants.EXIT_ON_CLOSE);
            try (Copy copy = Copy.start(Path.of(arguments[0]), Path.of(arguments[1]))) {
                window.add(new CopyWindow(copy));
                window.pack();
                window.setVisible(true);
                copy.await(); // the event thread goes on working; what it fails with is thrown here
            }
        });
    }
}
