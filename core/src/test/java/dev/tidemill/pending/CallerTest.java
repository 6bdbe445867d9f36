package dev.tidemill.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CallerTest {

    private static final Path CLASSES =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target/classes");

    /// Otherwise a package that is new would be taken for the program.
    @Test
    void eachOfOurPackagesIsLeftOut() throws Exception {
        Set<String> packages;
        try (var files = Files.walk(CLASSES.resolve("dev"))) {
            packages = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> CLASSES.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toSet());
        }
        assertThat(Caller.OURS).containsAll(packages);
    }
}
