package dev.tidemill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Diagnosis.Advice;
import dev.tidemill.Diagnosis.Execution;
import dev.tidemill.Diagnosis.Feature;
import dev.tidemill.Diagnosis.Limits;
import dev.tidemill.Diagnosis.Place;
import dev.tidemill.Diagnosis.Rings;
import dev.tidemill.Diagnosis.Storage;
import dev.tidemill.Diagnosis.ThreadLimit;
import dev.tidemill.UnavailabilityCause.Limit;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is advised for which finding.
@Timeout(30)
class PrescriptionTest {

    private static final Feature YOUNG = new Feature("NO_IOWAIT", "6.15", false, false, "it is not so nice");
    private static final Feature BATCHES = new Feature("DEFER_TASKRUN", "6.1", false, true, "it is slower");
    private static final Feature TABLE = new Feature("FILE_TABLE", "5.19", false, true, "descriptors are needed");
    private static final UnavailabilityCause FILTERED = new UnavailabilityCause(Limit.SECCOMP, "EPERM", "allow it");

    private TidemillConfig config = TidemillConfig.DEFAULT;
    private Optional<UnavailabilityCause> refusal = Optional.empty();
    private Optional<Rings> rings = Optional.of(new Rings(List.of(), 63, 128, true));
    private long lockedMemory = 8 << 20;
    private Set<String> capabilities = Set.of();
    private long openFiles = 1 << 20;
    private Optional<ThreadLimit> threads = Optional.empty();
    private String fileSystem = "ext4";
    private Place cachedReads = Place.INLINE;
    private boolean nativeAccess = true;

    @Test
    void whereAllIsWellNothingIsAdvised() {
        assertThat(advice()).isEmpty();
    }

    @Test
    void whatKeepsRingsAwayComesFirst() {
        refusal = Optional.of(FILTERED);
        rings = Optional.empty();
        openFiles = 256;

        assertThat(advice()).first().isEqualTo(new Advice("EPERM", "allow it"));
        assertThat(advice()).hasSize(2);
    }

    @Test
    void aSettingThatNamesUringWhereThereIsNoneIsAProblemOfItsOwn() {
        config = config.withBackend(Backend.IO_URING);
        refusal = Optional.of(FILTERED);
        rings = Optional.empty();

        assertThat(advice())
                .extracting(Advice::problem)
                .containsExactly("EPERM", "a setting names io_uring, so an engine does not start");
    }

    @Test
    void anImportantFeatureIsWorthANewerKernelAndAnotherOneIsNot() {
        rings = Optional.of(new Rings(List.of(YOUNG), 63, 128, true));
        assertThat(advice()).isEmpty();

        rings = Optional.of(new Rings(List.of(YOUNG, BATCHES), 63, 128, true));
        assertThat(advice())
                .singleElement()
                .isEqualTo(new Advice("this kernel has io_uring without DEFER_TASKRUN", "use Linux 6.1 or later"));
    }

    @Test
    void aFileTableThatDescriptorsDoNotAllowIsNotBlamedOnTheKernel() {
        rings = Optional.of(new Rings(List.of(TABLE), 63, 0, true));
        openFiles = config.openFiles() - 1L;

        assertThat(advice())
                .singleElement()
                .satisfies(advice -> assertThat(advice.remedy()).contains("ulimit -n"));
    }

    @Test
    void lockedMemoryForTheRingsOfOneProcessAloneIsLittle() {
        config = config.withRings(8);
        assertThat(advice())
                .singleElement()
                .satisfies(advice -> assertThat(advice.remedy()).contains("ulimit -l"));

        capabilities = Set.of("CAP_IPC_LOCK");
        assertThat(advice()).isEmpty();

        capabilities = Set.of();
        lockedMemory = Limits.UNLIMITED;
        assertThat(advice()).isEmpty();
    }

    @Test
    void threadsThatTheGroupDoesNotAllowAreMissed() {
        threads = Optional.of(new ThreadLimit(100, 80));
        assertThat(advice())
                .singleElement()
                .satisfies(advice -> assertThat(advice.remedy()).contains("pids.max"));

        threads = Optional.of(new ThreadLimit(Limits.UNLIMITED, 80));
        assertThat(advice()).isEmpty();
    }

    @Test
    void theFileSystemOfAContainerImageIsNoPlaceForData() {
        fileSystem = "overlay";
        assertThat(advice()).isEmpty();

        cachedReads = Place.WORKER;
        assertThat(advice())
                .singleElement()
                .satisfies(advice -> assertThat(advice.remedy()).contains("volume"));
    }

    @Test
    void nativeAccessThatNobodyAllowedIsAWarningToCome() {
        nativeAccess = false;
        assertThat(advice())
                .singleElement()
                .satisfies(advice -> assertThat(advice.remedy()).contains("--enable-native-access"));
    }

    private List<Advice> advice() {
        var limits = new Limits(
                OptionalInt.of(0),
                OptionalInt.of(-1),
                OptionalInt.of(0),
                OptionalLong.of(lockedMemory),
                OptionalLong.of(openFiles),
                threads,
                capabilities);
        var storage = new Storage(
                Path.of("/data"),
                fileSystem,
                "/dev/sda",
                4096,
                Optional.empty(),
                List.of(new Execution("cached read", cachedReads, "")),
                Optional.empty());
        return new Prescription(config, refusal, rings, limits, storage, nativeAccess).advice();
    }
}
