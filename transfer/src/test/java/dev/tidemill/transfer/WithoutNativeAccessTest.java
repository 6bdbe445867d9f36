package dev.tidemill.transfer;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Without native access copies keep all promises that the guide does not take back: the contracts,
/// in a program that has none.
@Timeout(300)
class WithoutNativeAccessTest {

    @Test
    void thePromisesAreKeptThatNeedNoSystemCalls(@TempDir Path folder) throws Exception {
        Path report = folder.resolve("report");
        Path output = folder.resolve("output");
        Process child = new ProcessBuilder(ContractProgram.line(report))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(child.waitFor(4, TimeUnit.MINUTES)).as("it ends").isTrue();
            assertThat(child.exitValue()).as(Files.readString(output)).isZero();
        } finally {
            child.destroyForcibly().waitFor();
        }
        Map<String, String> failed = new TreeMap<>();
        Map<String, Set<String>> notMade = new TreeMap<>();
        Set<String> passed = new TreeSet<>();
        List<String> lines = Files.readAllLines(report);
        assertThat(lines.getFirst()).isEqualTo("without system calls");
        for (String line : lines.subList(1, lines.size())) {
            String[] columns = line.split("\t", 3);
            switch (columns[0]) {
                case "SUCCESSFUL" -> passed.add(columns[1]);
                case "ABORTED" ->
                    notMade.computeIfAbsent(columns[2].replaceFirst("^Assumption failed: ", ""), _ -> new TreeSet<>())
                            .add(columns[1]);
                default -> failed.put(columns[1], columns[2]);
            }
        }
        assertThat(failed).isEmpty();
        notMade.remove(Privileges.MAY_NOT_MOUNT); // nor may others then
        assertThat(notMade).isEqualTo(NOT_PROMISED);
        assertThat(passed)
                .hasSizeGreaterThan(80)
                .contains(
                        "everyUseOfThePageCacheCopiesTheSameBytes",
                        "whatIsThereIsUsedOnlyAsFarAsItIsTheSame",
                        "onlyWhatTheFilterAcceptsIsCopied",
                        "aDryRunWritesNothing",
                        "aTreeGoesIntoAnArchiveAndComesBack");
    }

    /// What the guide says about copies without native access; by the reason why.
    private static final Map<String, Set<String>> NOT_PROMISED = Map.ofEntries(
            entry("without system calls the JDK sets times", Set.of("timesBefore1970AreKept")),
            entry(
                    "without system calls nobody sees what is in the page cache",
                    Set.of("aLongSourceThatIsNotInThePageCacheDoesNotGetThere")),
            entry(
                    "without system calls no place is set aside",
                    Set.of("aNewFileThatHasNoRoomFailsBeforeAnythingIsWritten")),
            entry("without system calls no blocks are shared", Set.of("blocksAreSharedOrNotAsIsSaid")),
            entry(
                    "without system calls nobody sees holes",
                    Set.of("aFileOfNothingButHolesIsCopiedAtOnce", "aSmallFileOfHolesHasThemToo", "holesStayHoles")),
            entry(
                    "without system calls nobody goes on with what is left",
                    Set.of(
                            "oneOfTwoGoesOnAndTheOtherBeginsAnew",
                            "theCopyGoesOnWhereTheOtherWasKilled",
                            "whatSomebodyWritesJustNowIsLeftAlone")),
            entry(
                    "without system calls a read of a pipe cannot be stopped",
                    Set.of(
                            "aCancelledCopyStopsInTheKernelSaysHowFarItWasAndLeavesNothing",
                            "aCopyWithADeadlineEndsByIt",
                            "aPipeIsCopiedToItsEnd",
                            "closingACopyThatRunsCancelsItAndWaits",
                            "inAPauseNoBlockOfAFileMoves")));
}
