package dev.tidemill.examples;

import dev.tidemill.task.EventAwaiter;
import dev.tidemill.task.Task;
import java.awt.BorderLayout;
import java.awt.event.ActionEvent;
import java.awt.event.ActionListener;
import java.io.IOException;
import java.util.function.Consumer;
import javax.swing.AbstractButton;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.SwingUtilities;

/// The clicks on a button, one after the other, as code that reads from top to bottom.
///
/// @param display where to show something; called on any thread
record AwaitedClicks(Consumer<String> display) {

    public static void main(String[] arguments) {
        SwingUtilities.invokeLater(() -> {
            var button = new JButton("Click me");
            var label = new JLabel("not clicked so far");
            var window = new JFrame("Awaited clicks");
            window.setDefaultCloseOperation(JFrame.EXIT_ON_CLOSE);
            window.add(button);
            window.add(label, BorderLayout.SOUTH);
            window.setSize(300, 120);
            window.setVisible(true);
            var clicks = new AwaitedClicks(text -> SwingUtilities.invokeLater(() -> label.setText(text)));
            Task.run(() -> clicks.showPairs(button)).forget(); // until the program ends
        });
    }

    /// Runs until it is interrupted, and not on the event thread, which goes on making clicks.
    void showAll(AbstractButton button) throws IOException, InterruptedException {
        try (var clicks = EventAwaiter.<ActionEvent, ActionListener>of(
                raise -> raise::accept, button::addActionListener, button::removeActionListener)) {
            while (true) show(clicks.next().await());
        }
    }

    private void show(ActionEvent click) {
        display.accept("clicked: " + click.getActionCommand());
    }

    /// What would be a state machine in a listener is the place in the code here.
    void showPairs(AbstractButton button) throws IOException, InterruptedException {
        try (var clicks = EventAwaiter.<ActionEvent, ActionListener>of(
                raise -> raise::accept, button::addActionListener, button::removeActionListener)) {
            while (true) {
                ActionEvent first = clicks.next().await();
                display.accept("once more");
                ActionEvent second = clicks.next().await();
                display.accept(second.getWhen() - first.getWhen() + " ms between two clicks");
            }
        }
    }
}
