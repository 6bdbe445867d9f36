package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.swing.SwingContext;
import dev.tidemill.transfer.Copy;
import dev.tidemill.transfer.CopySettings;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import javax.swing.JComponent;
import javax.swing.JFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Windows on displays of their own, with keys and buttons that are really pressed.
@Timeout(60)
class WindowsTest {

    @TempDir
    private Path folder;

    @Test
    void pathsAreCompletedWhileSomebodyTypes() throws Exception {
        for (String name : List.of("report.txt", "reports", "readme")) {
            Files.createFile(folder.resolve(name));
        }
        assertThat(pictureBy(Typist.class, "path-completion.png")).isNotEmptyFile();
    }

    @Test
    void aCopyIsPausedAndStoppedWithTheMouse() throws Exception {
        Files.write(folder.resolve("source"), new byte[20_000_000]);
        assertThat(pictureBy(Clicker.class, "copy-paused.png")).isNotEmptyFile();
        assertThat(folder.resolve("target")).doesNotExist();
    }

    /// Has somebody use a window on a display of its own.
    ///
    /// @param user is given the folder and the name of the picture
    private Path pictureBy(Class<?> user, String name) throws IOException, InterruptedException {
        assumeTrue(isInstalled("Xvfb"), "Xvfb is not installed");
        assumeTrue(Files.exists(Path.of(System.getProperty("java.home"), "lib", "libawt_xawt.so")), "a headless JDK");
        Path picture = Path.of(System.getProperty("basedir", ""), "target", name);
        Files.deleteIfExists(picture);
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
                    user.getName(),
                    folder.toString(),
                    picture.toString());
            window.environment().put("DISPLAY", ":" + number);
            Process used = window.inheritIO().start();
            try {
                assertThat(used.waitFor(50, TimeUnit.SECONDS)).isTrue();
                assertThat(used.exitValue()).isZero();
                return picture;
            } finally {
                used.destroyForcibly();
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
    }

    /// Pauses a copy, has it go on, and stops it: all with the mouse.
    static final class Clicker {

        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[0]);
            var slowly = CopySettings.DEFAULT.withBytesPerSecond(1_000_000); // it takes twenty seconds
            try (Copy copy = Copy.start(folder.resolve("source"), folder.resolve("target"), slowly)) {
                CopyWindow shown = SwingContext.call(() -> {
                            var opened = new CopyWindow(copy);
                            var window = new JFrame("Copy");
                            window.add(opened);
                            window.setBounds(20, 20, 500, 140);
                            window.setVisible(true);
                            return opened;
                        })
                        .await();
                var robot = new Robot();
                robot.waitForIdle();
                while (copy.progress().transferredBytes() == 0) robot.waitForIdle();
                click(robot, shown.pause);
                while (!SwingContext.call(() -> shown.status.getText().contains("paused"))
                        .await()) {
                    robot.waitForIdle();
                }
                takePicture(robot, Path.of(arguments[1]));
                click(robot, shown.pause);
                while (copy.isPaused()) robot.waitForIdle();
                click(robot, shown.cancel);
                while (!copy.isDone()) robot.waitForIdle();
                System.exit(copy.isCancelled() ? 0 : 1);
            }
        }

        private static void click(Robot robot, JComponent button) throws Exception {
            Point place = SwingContext.call(button::getLocationOnScreen).await();
            robot.mouseMove(place.x + button.getWidth() / 2, place.y + button.getHeight() / 2);
            robot.mousePress(InputEvent.BUTTON1_DOWN_MASK);
            robot.mouseRelease(InputEvent.BUTTON1_DOWN_MASK);
            robot.waitForIdle();
        }
    }

    private static void takePicture(Robot robot, Path picture) throws IOException {
        robot.waitForIdle();
        ImageIO.write(robot.createScreenCapture(new Rectangle(640, 480)), "png", picture.toFile());
    }
}
