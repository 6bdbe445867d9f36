package dev.tidemill.javafx;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.application.Platform;

/// JavaFX on a display of its own. A test that cannot have one is skipped, and says why.
final class Display {

    private final Process server;

    private Display(Process server) {
        this.server = server;
    }

    static Display withJavaFx() throws Throwable {
        assumeTrue(isInstalled("Xvfb"), "Xvfb is not installed");
        var display = new Display(
                new ProcessBuilder("Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start());
        try {
            setVariable("DISPLAY", ":" + display.server.inputReader().readLine());
            Platform.startup(() -> {});
            Platform.setImplicitExit(false); // a test closes its window, and others follow
            return display;
        } catch (UnsupportedOperationException | UnsatisfiedLinkError e) {
            display.end();
            return abort("JavaFX does not start, GTK 3 may be missing: " + e);
        } catch (Throwable e) {
            display.end();
            throw e;
        }
    }

    void end() throws InterruptedException {
        server.destroy();
        server.waitFor();
    }

    private static boolean isInstalled(String command) {
        for (String folder : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, command))) {
                return true;
            }
        }
        return false;
    }

    /// For the C libraries of this process. `System.getenv` does not see it.
    private static void setVariable(String name, String value) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            var descriptor = FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
            var setenv = Linker.nativeLinker()
                    .downcallHandle(Linker.nativeLinker().defaultLookup().findOrThrow("setenv"), descriptor);
            int result = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
            if (result != 0) {
                throw new IOException("setenv " + name + ": " + result);
            }
        }
    }
}
