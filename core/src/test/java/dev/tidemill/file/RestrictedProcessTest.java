package dev.tidemill.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.ChildJvm;
import dev.tidemill.Diagnosis;
import dev.tidemill.TargetFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Processes that may or can less than this one, on both engines.
@Timeout(120)
@ParameterizedClass
@EnumSource
class RestrictedProcessTest {

    private final Backend backend;

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    RestrictedProcessTest(Backend backend) {
        this.backend = backend;
    }

    @BeforeEach
    void engineIsThere() throws Exception {
        assumeTrue(
                backend == Backend.PORTABLE
                        || Diagnosis.of(Path.of(".")).rings().isPresent(),
                "there is no io_uring");
    }

    private void succeeds(Class<?> program) throws Exception {
        ChildJvm.Result result = ChildJvm.with("--enable-native-access=ALL-UNNAMED", "-Dtidemill.engine=" + backend)
                .withoutPrivileges()
                .run(program, folder.toString());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(result.output()).contains("done on " + backend);
    }

    @Test
    void whoMayNotIsToldSo() throws Exception {
        succeeds(WithoutPrivileges.class);
    }

    /// The kernel counts the memory of rings for a moment longer than they are there.
    @Test
    void enginesMayComeAndGo() throws Exception {
        succeeds(ManyEngines.class);
    }

    @Test
    void aFileSystemWithoutUnnamedFilesHasFilesWithoutANameAllTheSame() throws Exception {
        succeeds(WithoutUnnamedFiles.class);
    }
}
