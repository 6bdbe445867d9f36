package dev.tidemill.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CallerTest {

    private static final Path CORE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();

    /// Otherwise a package that is new would be taken for the program.
    @ParameterizedTest
    @ValueSource(strings = {"core", "transfer", "integrations/javafx", "integrations/micrometer", "integrations/swing"})
    void eachOfOurPackagesIsLeftOut(String module) throws Exception {
        Path sources = CORE.resolveSibling(module).resolve("src/main/java");
        Set<String> packages;
        try (var files = Files.walk(sources.resolve("dev"))) {
            packages = files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
                    .collect(Collectors.toSet());
        }
        assertThat(Caller.OURS).containsAll(packages);
    }
}
