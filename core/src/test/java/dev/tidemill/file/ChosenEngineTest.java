package dev.tidemill.file;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Diagnosis;
import dev.tidemill.linux.Errno;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where io_uring is forbidden the library chooses the portable engine, says why, and keeps every
/// promise about files; without native access all those that the guide does not take back.
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChosenEngineTest {

    private static final String ALLOWED = "--enable-native-access=ALL-UNNAMED";
    private static final String DENIED = "--illegal-native-access=deny";

    private final ExecutorService children = Executors.newVirtualThreadPerTaskExecutor();
    private Future<ContractInChild> forbidden;
    private Future<ContractInChild> unknown;
    private Future<ContractInChild> withoutNativeAccess;

    /// All at once: it takes less time.
    @BeforeAll
    void startChildren(@TempDir Path folder) {
        forbidden = children.submit(
                () -> ContractInChild.run(folder.resolve("forbidden"), Optional.of(Errno.EPERM), ALLOWED));
        unknown = children.submit(
                () -> ContractInChild.run(folder.resolve("unknown"), Optional.of(Errno.ENOSYS), ALLOWED));
        withoutNativeAccess =
                children.submit(() -> ContractInChild.run(folder.resolve("denied"), Optional.empty(), DENIED));
    }

    @AfterAll
    void endChildren() {
        children.shutdownNow();
    }

    @Test
    void whereAFilterForbidsUringEveryPromiseIsKept() throws Exception {
        keepsEveryPromise(forbidden.get(), "io_uring_setup failed: EPERM (Operation not permitted)");
    }

    @Test
    void whereAFilterHidesUringEveryPromiseIsKept() throws Exception {
        keepsEveryPromise(unknown.get(), "io_uring_setup failed: ENOSYS (Function not implemented)");
    }

    private static void keepsEveryPromise(ContractInChild child, String refusal) throws Exception {
        assumeTrue(Diagnosis.of(Path.of(".")).rings().isPresent(), "there is no io_uring that could be forbidden");
        assertThat(child.engine()).isEqualTo("portable");
        assertThat(child.limit()).isEqualTo("SECCOMP");
        assertThat(child.message()).isEqualTo(refusal + "; a seccomp filter is active");
        assertThat(child.failed()).isEmpty();
        assertThat(child.notMade()).isEmpty();
        assertThat(child.passed()).isNotEmpty().isEqualTo(ContractInChild.tests());
    }

    @Test
    void withoutNativeAccessTheOtherPromisesAreKept() throws Exception {
        ContractInChild child = withoutNativeAccess.get();
        assertThat(child.engine()).isEqualTo("portable");
        assertThat(child.limit()).isEqualTo("NATIVE_ACCESS");
        assertThat(child.message()).isEqualTo("native access is denied to the unnamed module, the class path");
        assertThat(child.failed()).isEmpty();
        assertThat(child.notMade()).isEqualTo(NOT_PROMISED);
        Set<String> others = ContractInChild.tests();
        NOT_PROMISED.values().forEach(others::removeAll);
        assertThat(child.passed()).isNotEmpty().isEqualTo(others);
    }

    /// What the guide says about the engine without native access; by the reason why.
    private static final Map<String, Set<String>> NOT_PROMISED = Map.ofEntries(
            entry("without system calls no path leads there", Set.of("aTreeOfAnyDepthIsWatched")),
            entry(
                    "without system calls the JDK closes its watches",
                    Set.of("anEngineThatIsClosedJustThenClosesNothingTwice")),
            entry(
                    "without system calls the JDK looks at once",
                    Set.of("whoWaitsIsInterruptedAlsoWhileANewDirectoryIsLookedAt")),
            entry("without system calls the JDK sets times", Set.of("timesBefore1970HaveTheirFraction")),
            entry(
                    "without system calls the JDK's watches are not ours to close",
                    Set.of("aWatchThatNobodyClosesIsClosedWhenNobodyCanReachIt")),
            entry("without system calls advice is not taken", Set.of("whatIsNotNeededIsNotCachedAnyMore")),
            entry("without system calls nothing is known of holes", Set.of("manyExtentsAreAllFound")),
            entry(
                    "without system calls pieces are written one by one",
                    Set.of("recordsThatAreAppendedAreNotTornApart")),
            entry(
                    "without system calls locks of this process are known to the JDK",
                    Set.of("aLockKeepsOutOtherPrograms", "whoWaitsForAnotherProgramGetsTheLockToo")),
            entry(
                    "without system calls two shared locks of one process exclude each other",
                    Set.of(
                            "sharedLocksAreForMany",
                            "whatTwoSharedLocksOfOneFileHaveInCommonStaysLockedUntilTheSecondGoes")),
            entry("without system calls no place is set aside", Set.of("aFileForWhichThereIsNoPlaceIsNotMade")),
            entry(
                    "without system calls an anonymous file can be given no name",
                    Set.of("anAnonymousFileCanBeGivenAName")),
            entry(
                    "without system calls DIRECT is refused",
                    Set.of(
                            "aSourceOfADirectFileThatReadsNothingAheadEndsWhereTheFileDoes",
                            "aSourceOfADirectFileNeedsNoAlignment",
                            "aSinkOfADirectFileThatIsLeftWithHalfABlockSaysSoAndIsClosed",
                            "aBatchOfADirectFileIsAligned",
                            "aDirectFileEndsWhereItEnds",
                            "aDirectFileIsTransferredToTheByte",
                            "aDirectFileTransfersWhatIsAligned",
                            "aFileSaysHowItsTransfersMustBeAligned",
                            "readsThatAreNotAlignedAreMadeToFitWhereThatWasAskedFor",
                            "whatIsNotAlignedIsRefusedWithTheNumbers",
                            "writesComeFromAnyMemoryButAreNeverMadeToFit",
                            "directFilesTakeAlignedPieces")),
            entry(
                    "without system calls a read of a stream cannot be stopped",
                    Set.of(
                            "aBlockingCallThatWaitsForRoomCanBeInterrupted",
                            "aCancelledReadOfAPipeTakesNothing",
                            "aReadOfALineOfAPipeIsStoppedAndLosesNothing",
                            "aReadOfAPipeWaitsAndASecondOneIsRefused",
                            "cancellingStopsAReadThatWaits",
                            "closingEndsAReadThatWaits",
                            "closingEndsTheReadOfALineThatWaits",
                            "readsOfManyPiecesAndOfLinesEndWithTheirEngine",
                            "aCancelledOperationIsAnEventThatSaysWhy",
                            "aDeadlineEndsTheWorkAndSaysSo",
                            "aFailureOfOneThatHadToWaitForRoomIsReportedIfNobodyLooks",
                            "aLinkedTokenIsCancelledByEitherSide",
                            "aReadFullyThatIsStoppedTellsHowMuchWasRead",
                            "aReadThatWaitsIsStoppedByItsToken",
                            "anInterruptBeforeTheWaitIsAnInterrupt",
                            "anInterruptCancelsWhatTheThreadWaitsFor",
                            "cancellingTwiceIsCancellingOnce",
                            "closingABatchStopsWhatWaits",
                            "closingEndsWhatClosingAfterPendingWaitsFor",
                            "closingEndsWhatWaits",
                            "closingTheEngineEndsWhatWaitsAndLeavesFilesOpen",
                            "closingTheFileEndsTheCall",
                            "oneTokenStopsThousands",
                            "readsThatWaitAreStoppedByTheToken",
                            "readsThatWaitForAStreamCanBeStopped",
                            "thousandsOfFilesAreClosedUnderThoseWhoWaitForRoom",
                            "whatACancelledReadDidNotTakeIsThereForTheNext",
                            "whatHasNoRoomInTheEngineIsQueued",
                            "whatWasCancelledIsGone",
                            "whatWasRefusedHoldsNothing",
                            "whatWasStoppedBeforeItBeganIsNotCountedAgain",
                            "whoClosesAnEngineWaitsUntilItsThreadsHaveEndedTheLastTask",
                            "whoWaitsForTheNextReadCanBeInterrupted",
                            "whoeverIsTooMuchWaitsUntilThereIsRoom",
                            "whoeverMustNotWaitIsToldThatThereIsNoRoom",
                            "whoeverWaitsForRoomCanBeCancelled",
                            "whoeverWaitsForRoomCanBeInterrupted",
                            "whoeverWaitsForRoomLearnsThatTheEngineIsClosed",
                            "whoeverWaitsForRoomLearnsThatTheFileIsClosed")),
            entry(
                    "without system calls a write to a stream cannot be stopped",
                    Set.of(
                            "writesThatWaitAreStoppedWhenTheirBatchIsClosed",
                            "aWriteThatHasWrittenSomeHasSucceeded",
                            "aWriteThatIsStoppedTellsHowMuchWasWritten",
                            "aWriteWithoutRoomIsStoppedAndWritesNothing")),
            entry(
                    "without system calls every read waits for another thread",
                    Set.of("anInterruptThatComesTooLateStaysSet")),
            entry(
                    "without system calls memory of a confined arena is refused",
                    Set.of("aConfinedSegmentIsFineOnItsOwnThread")),
            entry(
                    "without system calls opening a FIFO waits for its other side",
                    Set.of(
                            "aStreamIsReadToItsEndAndHoldsUpNoOther",
                            "whoOpensAFifoToWriteIntoABatchIsRead",
                            "cancellingStopsTheReadOfAStream",
                            "aFifoIsWrittenWhenSomebodyReadsIt",
                            "aWholeFileForAPipeCanBeCancelled",
                            "aWholeFileGoesIntoAPipeThatIsThere",
                            "aBufferThatIsChangedUnderItsTransferEndsItAllTheSame",
                            "aDescriptorGoesAfterTheLastOperationAndNotBefore",
                            "aFileOfWhichAPartWasWritten",
                            "aFileThatClosesAfterItsLastOperationIsListed",
                            "aPendingReadIsListedWithAllThatIsKnown",
                            "aPipeCannotBeForcedOrCut",
                            "aPipeGivesWhatItHasAndItsEnd",
                            "aPipeHasNoRanges",
                            "aPipeThatNobodyReadsAnyMore",
                            "aStreamGivesWhatItHas",
                            "aStreamIsReadToItsEndHoweverLongItIs",
                            "aStreamThatTheEngineReadsIsStoppedInTheMiddle",
                            "aStreamThatTheEngineReadsLosesNothing",
                            "aWholeFileThatNeverComesIsGivenUp",
                            "anInterruptEndsTheWaitAndNotTheOperation",
                            "anOperationOfAFileThatNobodyCanReachComesToItsEnd",
                            "onlyWhatTakesLongIsRecordedUnlessSomebodyAsksForMore",
                            "openingAPipeToReadWaitsForNoWriter",
                            "openingAPipeToWriteWaitsForAReader",
                            "twoTransfersWithOneBufferBothEnd",
                            "waitingLessLongCancelsNothing",
                            "whatAThreadStartedThatHasEndedComesToItsEnd",
                            "whoWaitsForAReaderOfAPipeCanBeCancelled",
                            "whoWaitsForAReaderOfAPipeHoldsUpNobody")),
            entry("without system calls a thread of the JDK watches directories", Set.of("aWatchEndsWithItsEngine")),
            entry(
                    "without system calls only its own thread can use it",
                    Set.of("memoryOfAConfinedArenaIsFilledAlsoWhenItHasToWait")),
            entry("without system calls the JDK has a thread for each watch", Set.of("manyWatchesNeedNoThread")),
            entry("without system calls the JDK has another bound", Set.of("tooManyChangesAreAnOverflow")),
            entry(
                    "without system calls the JDK knows no directory whose path is too long",
                    Set.of("treesAreDeeperThanAnyPath")),
            entry(
                    "without system calls the JDK tells a move as two changes",
                    Set.of("aDirectoryThatIsMovedIsWatchedUnderItsNewName", "aMoveIsOneChange")),
            entry("without system calls nothing can be allocated", Set.of("moreThanAFileCanHoldCannotBeAllocated")),
            entry(
                    "without system calls the JDK decides about names",
                    Set.of(
                            "aNameIsAnyBytes",
                            "namesAreAnyBytesAndOfAnyLength",
                            "namesAreAnyBytesWhenTheyAreRemoved",
                            "namesOfAnyBytesAreTold")),
            entry(
                    "without system calls the JDK refuses some of it in its own words",
                    Set.of("aFileThatWouldBeTooLarge")),
            entry(
                    "without system calls the JDK says only that it is a directory",
                    Set.of("aDirectoryThatIsUsedAsAFile")),
            entry(
                    "without system calls the lock is one of the JDK's, which keeps others of this process out by an"
                            + " exception",
                    Set.of("theLockIsThereForEverybodyAndGoesWhenTheFileIsClosed")),
            entry(
                    "without system calls a thread of the JDK waits for each process",
                    Set.of(
                            "aProcessHasEndedBeforeItsParentAsks",
                            "closingTheEngineEndsTheWaiting",
                            "hundredsOfProcessesTakeNoThread")),
            entry(
                    "without system calls there is no memory of that size that costs nothing",
                    Set.of("moreThanTwoGigabytesAreWrittenWhole")));
}
