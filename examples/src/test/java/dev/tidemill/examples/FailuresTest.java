package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FailuresTest {

    @TempDir
    private Path folder;

    @Test
    void eachKindIsToldApart() throws Exception {
        assertThat(Failures.tryToRead(Files.writeString(folder.resolve("text"), "text")))
                .isEqualTo("4 characters");
        assertThat(Failures.tryToRead(folder.resolve("missing"))).isEqualTo("is not there");
        assertThat(Failures.tryToRead(Files.write(folder.resolve("binary"), new byte[] {-1})))
                .isEqualTo("is not UTF-8");
        assertThat(Failures.tryToRead(folder)).contains("directory");
    }

    @Test
    void everyFailureIsReported() throws Exception {
        Path there = Files.createFile(folder.resolve("there"));
        List<Path> paths = List.of(folder.resolve("a"), there, folder.resolve("b"), folder);

        assertThat(Failures.report(paths))
                .hasSize(3)
                .satisfies(messages -> assertThat(messages.getFirst())
                        .contains(paths.getFirst().toString()));
        assertThat(Failures.report(List.of(there))).isEmpty();
        assertThat(Printed.by(() -> Failures.main(new String[] {paths.getFirst().toString()})))
                .hasSize(2)
                .startsWith(paths.getFirst() + ": is not there");
    }
}
