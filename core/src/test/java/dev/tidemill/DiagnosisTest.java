package dev.tidemill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Diagnosis.Execution;
import dev.tidemill.Diagnosis.Feature;
import dev.tidemill.Diagnosis.Place;
import dev.tidemill.Diagnosis.Rings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is said of the machine that the tests run on, whatever it is.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DiagnosisTest {

    @TempDir
    Path directory;

    @Test
    void itNamesTheEngineThatStarts() throws Exception {
        Diagnosis diagnosis = Diagnosis.of(TidemillConfig.DEFAULT, directory);

        try (Tidemill io = Tidemill.start(TidemillConfig.DEFAULT)) {
            assertThat(diagnosis.backend()).isEqualTo(io.backend());
            assertThat(diagnosis.unavailabilityCause()).isEqualTo(io.unavailabilityCause());
        }
        assertThat(diagnosis.rings().isPresent()).isEqualTo(diagnosis.backend() == Backend.IO_URING);
        assertThat(diagnosis.host().processors()).isPositive();
        assertThat(diagnosis.host().system()).startsWith(System.getProperty("os.name"));
        assertThat(diagnosis.host().java()).contains("25");
    }

    @Test
    void aChosenPortableEngineDoesNotHideWhatWouldWork() throws Exception {
        Diagnosis any = Diagnosis.of(TidemillConfig.DEFAULT, directory);
        Diagnosis chosen = Diagnosis.of(TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE), directory);

        assertThat(chosen.backend()).isEqualTo(Backend.PORTABLE);
        assertThat(chosen.unavailabilityCause()).isEqualTo(any.unavailabilityCause());
        assertThat(chosen.rings()).isEqualTo(any.rings());
        assertThat(chosen.advice()).anyMatch(advice -> advice.problem().contains("portable engine was chosen"));
    }

    @Test
    void askingForUringByNameIsExaminedWhereItDoesNotWorkToo() throws Exception {
        Diagnosis diagnosis = Diagnosis.of(TidemillConfig.DEFAULT.withBackend(Backend.IO_URING), directory);

        assertThat(diagnosis.backend() == Backend.IO_URING)
                .isEqualTo(diagnosis.unavailabilityCause().isEmpty());
    }

    @Test
    void featuresAreListedYoungestFirstWithWhatTheyAreGoodFor() throws Exception {
        Rings rings = rings();

        assertThat(rings.features()).extracting(Feature::name).doesNotHaveDuplicates();
        assertThat(rings.features()).extracting(DiagnosisTest::since).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(rings.features())
                .allSatisfy(feature -> assertThat(feature.without()).isNotBlank());
        assertThat(rings.opcodes()).isGreaterThan(30);
    }

    @Test
    void aRingIsLockedDownOrTheKernelSaysThatItCannotBe() throws Exception {
        Rings rings = rings();

        Diagnosis wanted = Diagnosis.of(TidemillConfig.DEFAULT.withLockedDown(true), directory);

        assertThat(wanted.backend() == Backend.IO_URING).isEqualTo(rings.locksDown());
    }

    @Test
    void operationsAreTriedOnTheFileSystemOfTheDirectory() throws Exception {
        assumeTrue(Diagnosis.of(directory).rings().isPresent(), "there is no io_uring here");

        Diagnosis.Storage storage = Diagnosis.of(directory).storage();

        assertThat(storage.problem()).isEmpty();
        assertThat(storage.type()).isEqualTo(Files.getFileStore(directory).type());
        Map<String, Place> places =
                storage.executions().stream().collect(Collectors.toMap(Execution::operation, Execution::place));
        assertThat(places).containsKeys("cached read", "uncached read", "write of new bytes", "fsync", "open", "close");
        assumeTrue(storage.type().equals("ext4"), "the rest is known of ext4 alone");
        assertThat(places)
                .containsEntry("cached read", Place.INLINE)
                .containsEntry("fsync", Place.WORKER)
                .containsEntry("open that creates", Place.WORKER);
        assertThat(storage.transfers()).hasValueSatisfying(transfers -> {
            assertThat(transfers.direct()).isTrue();
            assertThat(transfers.cachedReads()).isTrue();
            assertThat(transfers.cachedStatus()).isTrue();
        });
    }

    @Test
    void limitsAreThoseOfThisProcess() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/limits")), "there is no /proc");

        Diagnosis.Limits limits = Diagnosis.of(directory).limits();

        assertThat(limits.openFiles().orElseThrow()).isPositive();
        assertThat(limits.lockedMemoryBytes()).isPresent();
        assertThat(limits.seccompMode().orElseThrow()).isBetween(0, 2);
    }

    @Test
    void nothingIsLeftInTheDirectory() throws Exception {
        Diagnosis.of(directory);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void noDescriptorIsLeft() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/fd")), "there is no /proc");
        Diagnosis.of(directory); // whatever is opened once and for all
        List<String> before = descriptors();

        Diagnosis.of(directory);

        assertThat(descriptors()).isEqualTo(before);
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsToldOf() throws Exception {
        Path proc = Path.of("/proc");
        assumeTrue(Files.exists(proc.resolve("self")), "there is no /proc");

        Diagnosis.Storage storage = Diagnosis.of(proc).storage();

        assertThat(storage.problem()).isPresent();
        assertThat(storage.type()).isEqualTo("proc");
        assertThat(storage.executions()).isEmpty();
    }

    @Test
    void whatIsNoDirectoryIsRefused() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> Diagnosis.of(directory.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> Diagnosis.of(file)).isInstanceOf(NotDirectoryException.class);
    }

    /// Of 6.15, as a number that grows.
    private static int since(Feature feature) {
        String[] parts = feature.since().split("\\.");
        return Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    }

    private Rings rings() throws IOException, InterruptedException {
        Diagnosis diagnosis = Diagnosis.of(TidemillConfig.DEFAULT, directory);
        assumeTrue(
                diagnosis.rings().isPresent(), () -> "there is no io_uring here: " + diagnosis.unavailabilityCause());
        return diagnosis.rings().orElseThrow();
    }

    /// What they lead to; their numbers are nobody's business.
    private static List<String> descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(DiagnosisTest::target).sorted().toList();
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().replaceAll("\\d+", "N");
        } catch (IOException e) {
            return "the list itself";
        }
    }
}
