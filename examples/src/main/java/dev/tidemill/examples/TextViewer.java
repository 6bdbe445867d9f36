package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.swing.SwingContext;
import java.awt.BorderLayout;
import java.io.IOException;
import java.nio.file.Path;
import javax.swing.JButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextArea;
import javax.swing.JTextField;
import javax.swing.WindowConstants;

/// A window that never freezes: the code of its button is sequential, and the event thread goes on
/// working where it awaits.
final class TextViewer extends JPanel {

    private static final long serialVersionUID = 1;

    final JTextField path = new JTextField(30);
    final JButton open = new JButton("Open");
    final JTextArea area = new JTextArea(12, 40);
    final JLabel status = new JLabel(" ");

    TextViewer() {
        super(new BorderLayout());
        open.addActionListener(event -> SwingContext.launch(() -> {
            status.setText("reading"); // isEventDispatchThread() is true in here
            try {
                String text = AsyncFiles.readString(chosen()).await(); // the event thread goes on working
                area.setText(text); // and we are back on it
                status.setText(text.length() + " characters");
            } catch (IOException e) {
                status.setText(e.getMessage());
            }
        }));
        var line = new JPanel(new BorderLayout());
        line.add(path);
        line.add(open, BorderLayout.EAST);
        add(line, BorderLayout.NORTH);
        add(new JScrollPane(area));
        add(status, BorderLayout.SOUTH);
    }

    private Path chosen() {
        return Path.of(path.getText());
    }

    public static void main(String[] arguments) {
        SwingContext.launch(() -> {
            var window = new JFrame("Text viewer");
            window.setDefaultCloseOperation(WindowConstants.EXIT_ON_CLOSE);
            window.add(new TextViewer());
            window.pack();
            window.setVisible(true);
        });
    }
}
