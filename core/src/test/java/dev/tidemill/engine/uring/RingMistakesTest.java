package dev.tidemill.engine.uring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.portable.PortableEngine;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A mistake on the thread of a ring ends the operation that it concerns, and nothing else.
@Timeout(60)
class RingMistakesTest {

    /// It cannot even be told.
    private static final class Unspeakable extends Error {

        private static final long serialVersionUID = 1;

        @Override
        public String toString() {
            throw new NoClassDefFoundError("no descriptor is left to read it");
        }
    }

    @TempDir
    private Path folder;

    private Engine engine;

    @BeforeEach
    void start() {
        EngineSettings settings = EngineSettings.forProcessors(1);
        try {
            engine = new UringEngine(settings, new PortableEngine(settings));
        } catch (UringRefused e) {
            abort(e.getMessage());
        }
    }

    @AfterEach
    void close() {
        if (engine != null) engine.close();
    }

    @Test
    void aMistakeThatCannotBeLoggedEndsItsOperationAlone() throws Exception {
        NativePath path = NativePath.of(Files.writeString(folder.resolve("a"), "content"));
        List<FileHandle> opened = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Task<Object> mistaken = engine.submit(
                    new Operation.Open<>(path, OpenMode.READ, file -> {
                        opened.add(file);
                        throw new Unspeakable();
                    }),
                    CancellationToken.none());
            assertThatThrownBy(mistaken::await).isInstanceOf(Unspeakable.class);
        }
        assertThat(engine.call(new Operation.ReadSmallFile(path)))
                .asString(UTF_8)
                .isEqualTo("content");
        assertThat(engine.pendingOperations()).isZero();
        for (FileHandle file : opened) ((DescriptorHandle) file).closeDescriptor();
    }
}
