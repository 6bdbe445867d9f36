package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.task.CancellationToken;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Somebody who may lock little memory, and starts one engine after the other.
final class ManyEngines extends FaultProgram {

    public static void main(String[] arguments) throws Exception {
        new ManyEngines().start(arguments[0]);
    }

    @Override
    void run(Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "content");
        for (int i = 0; i < 200; i++) {
            try (Tidemill other = Tidemill.start(TidemillConfig.fromSystemProperties())) {
                check(other.backend() == io.backend(), i + " engines after the first it is " + other.backend());
                check(
                        AsyncFiles.readString(other, file, StandardCharsets.UTF_8, CancellationToken.none())
                                .await()
                                .equals("content"),
                        "the content of the file");
            }
        }
    }
}
