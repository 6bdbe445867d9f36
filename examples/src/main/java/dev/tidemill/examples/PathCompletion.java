package dev.tidemill.examples;

import dev.tidemill.swing.SwingContext;
import dev.tidemill.task.Task;
import java.awt.BorderLayout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import javax.swing.DefaultListModel;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTextField;
import javax.swing.WindowConstants;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;

/// A field that shows the paths which begin with what is typed. It never stalls, also if the folder
/// is on a server that does not answer, and what was found for an older text is never shown.
final class PathCompletion extends JPanel {

    private static final long serialVersionUID = 1;
    private static final int SHOWN = 200;

    final JTextField field = new JTextField(40);
    final DefaultListModel<String> found = new DefaultListModel<>();
    final JLabel status = new JLabel(" ");

    private final transient Function<String, Task<List<String>>> lookup;
    private transient Task<List<String>> newest = Task.completed(List.of());

    PathCompletion() {
        this(typed -> Task.run(() -> beginningWith(typed)));
    }

    /// @param lookup what finds the paths
    PathCompletion(Function<String, Task<List<String>>> lookup) {
        super(new BorderLayout());
        this.lookup = lookup;
        field.getDocument().addDocumentListener(new Typed());
        add(field, BorderLayout.NORTH);
        add(new JScrollPane(new JList<>(found)));
        add(status, BorderLayout.SOUTH);
    }

    /// For each key.
    private void complete(String typed) {
        newest.cancel(); // nobody wants that any more
        Task<List<String>> paths = lookup.apply(typed);
        newest = paths;
        SwingContext.launch(() -> {
            status.setText("looking");
            try {
                List<String> answer = paths.await(); // a cancelled one ends here, and is no failure
                if (paths == newest) show(answer); // it may have been too late to cancel
            } catch (IOException e) {
                if (paths == newest) status.setText(e.getMessage());
            }
        });
    }

    private void show(List<String> paths) {
        found.clear();
        found.addAll(paths);
        status.setText(paths.size() + (paths.size() == SHOWN ? " and more" : " found"));
    }

    /// Runs on a virtual thread; cancelling interrupts it.
    static List<String> beginningWith(String typed) throws IOException, InterruptedException {
        int name = typed.lastIndexOf('/') + 1;
        List<String> paths = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(typed.substring(0, name)))) {
            for (Path entry : entries) {
                if (Thread.interrupted()) throw new InterruptedException();
                if (entry.toString().startsWith(typed)) paths.add(entry.toString());
                if (paths.size() == SHOWN) break;
            }
        } catch (NoSuchFileException e) {
            return List.of(); // not typed to the end yet
        }
        Collections.sort(paths);
        return paths;
    }

    private final class Typed implements DocumentListener {

        @Override
        public void insertUpdate(DocumentEvent event) {
            complete(field.getText());
        }

        @Override
        public void removeUpdate(DocumentEvent event) {
            complete(field.getText());
        }

        @Override
        public void changedUpdate(DocumentEvent event) {}
    }

    public static void main(String[] arguments) {
        SwingContext.launch(() -> {
            var window = new JFrame("Paths");
            window.setDefaultCloseOperation(WindowConstants.EXIT_ON_CLOSE);
            window.add(new PathCompletion());
            window.pack();
            window.setVisible(true);
        });
    }
}
