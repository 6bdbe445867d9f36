package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Tidemill;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FirstProgramTest {

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws Exception {
        String path = folder.resolve("hello.txt").toString();

        assertThat(Printed.by(() -> FirstProgram.main(new String[] {path})))
                .containsExactly("on " + Tidemill.shared().backend(), "Hello, kernel.");
    }
}
