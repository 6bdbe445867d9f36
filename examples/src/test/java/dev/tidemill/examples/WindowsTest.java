package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.swing.SwingContext;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.swing.JFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A window on a display of its own, with keys that are really pressed.
@Timeout(60)
class WindowsTest {

    @TempDir
    private Path folder;

    @Test
    void pathsAreCompletedWhileSomebodyTypes() throws Exception {
        assumeTrue(isInstalled("Xvfb"), "Xvfb is not installed");
        assumeTrue(Files.exists(Path.of(System.getProperty("java.home"), "lib", "libawt_xawt.so")), "a headless JDK");
        for (String name : List.of("report.txt", "reports", "readme")) {
            Files.createFile(folder.resolve(name));
        }
        Path picture = Path.of(System.getProperty("basedir", ""), "target", "path-completion.png");
        Process display = new ProcessBuilder(
                        "Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            String number = display.inputReader().readLine();
            var window = new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "--add-exports",
                    "java.base/jdk.internal.vm=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Typist.class.getName(),
                    folder.toString(),
                    picture.toString());
            window.environment().put("DISPLAY", ":" + number);
            Process typist = window.inheritIO().start();
            try {
                assertThat(typist.waitFor(50, TimeUnit.SECONDS)).isTrue();
                assertThat(typist.exitValue()).isZero();
                assertThat(picture).isNotEmptyFile();
            } finally {
                typist.destroyForcibly();
            }
        } finally {
            display.destroy();
            display.waitFor();
        }
    }

    private static boolean isInstalled(String command) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    /// Types into the field, and takes a picture of what it shows.
    static final class Typist {

        public static void main(String[] arguments) throws Exception {
            var completion = SwingContext.call(() -> {
                        var opened = new PathCompletion();
                        var window = new JFrame("Paths");
                        window.add(opened);
                        window.setBounds(20, 20, 600, 300);
                        window.setVisible(true);
                        opened.field.requestFocusInWindow();
                        return opened;
                    })
                    .await();
            SwingContext.run(() -> completion.field.setText(arguments[0] + "/re"))
                    .await();
            var robot = new Robot();
            robot.waitForIdle();
            for (char key : "port".toCharArray()) {
                robot.keyPress(KeyEvent.getExtendedKeyCodeForChar(key));
                robot.keyRelease(KeyEvent.getExtendedKeyCodeForChar(key));
            }
            while (!SwingContext.call(() -> isComplete(completion, arguments[0]))
                    .await()) {
                robot.waitForIdle();
            }
            takePicture(robot, Path.of(arguments[1]));
            System.exit(0);
        }

        private static boolean isComplete(PathCompletion completion, String folder) {
            return completion.field.getText().endsWith("/report")
                    && completion.found.size() == 2
                    && completion.found.contains(folder + "/reports");
        }

        private static void takePicture(Robot robot, Path picture) throws IOException {
            robot.waitForIdle();
            ImageIO.write(robot.createScreenCapture(new Rectangle(640, 480)), "png", picture.toFile());
        }
    }
}
