package dev.tidemill.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.TargetFolder;
import dev.tidemill.engine.DirectoryCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DescentTest {

    private static final byte[] NAME = "d".getBytes(StandardCharsets.US_ASCII);
    private static final int DEPTH = 60;

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    /// As somebody who removes a tree does while somebody else fills it: back to a directory that
    /// was closed, and down again without having read it.
    @Test
    void aWayGoesUpAndDownAgain() throws Exception {
        assumeTrue(DirectoryCalls.areAvailable());
        Files.createDirectories(folder.resolve("d/".repeat(DEPTH)));
        try (var calls = new DirectoryCalls()) {
            int opened = calls.openPath(folder.toString().getBytes(StandardCharsets.UTF_8), true);
            var way = new Descent(opened, folder);
            goDown(calls, way);
            for (int turn = 0; turn < 3; turn++) {
                while (way.depth() > 3) assertEquals(0, way.leave(calls));
                while (way.depth() < DEPTH) assertEquals(0, way.enter(calls, NAME, false));
            }
            assertEquals(folder.resolve("d/".repeat(DEPTH)), way.path());
            while (way.depth() >= 0) assertEquals(0, way.leave(calls));
            way.close();
        }
    }

    private static void goDown(DirectoryCalls calls, Descent way) throws Exception {
        while (way.next(calls) != null) assertEquals(0, way.enter(calls, NAME, false));
    }
}
