package dev.tidemill.file.model;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the model allows and what not. A model that allows everything would find nothing.
@Timeout(60)
class RoundTest {

    private static final byte[] BEFORE = {1, 2, 3, 4};

    private static void assertAllowed(Consumer<Round> steps, int... after) {
        assertDoesNotThrow(() -> round(steps).check(bytes(after)));
    }

    private static void assertRefused(Consumer<Round> steps, int... after) {
        assertThrows(AssertionError.class, () -> round(steps).check(bytes(after)));
    }

    private static Round round(Consumer<Round> steps) {
        var round = new Round(BEFORE, false);
        steps.accept(round);
        return round;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return bytes;
    }

    @Test
    void whatNobodyChangedStays() {
        assertAllowed(_ -> {}, 1, 2, 3, 4);
        assertRefused(_ -> {}, 1, 2, 3, 5);
        assertRefused(_ -> {}, 1, 2, 3);
        assertRefused(_ -> {}, 1, 2, 3, 4, 0);
    }

    @Test
    void whatWasWrittenIsThere() {
        Consumer<Round> write = round -> round.wrote(3, bytes(7, 8), 2, 2);
        assertAllowed(write, 1, 2, 3, 7, 8);
        assertRefused(write, 1, 2, 3, 4);
        assertRefused(write, 1, 2, 3, 7, 0);
        assertRefused(write, 1, 2, 3, 8, 7);
        assertAllowed(round -> round.wrote(6, bytes(7), 1, 1), 1, 2, 3, 4, 0, 0, 7);
    }

    @Test
    void whatMayHaveBeenWrittenMayBeThere() {
        Consumer<Round> write = round -> round.wrote(2, bytes(7, 8, 9), 1, 3);
        assertAllowed(write, 1, 2, 7, 4);
        assertAllowed(write, 1, 2, 7, 8, 9);
        assertRefused(write, 1, 2, 3, 4);
        assertRefused(write, 1, 2, 7, 8, 9, 0);
    }

    @Test
    void ofTwoWritesEitherMayBeLast() {
        Consumer<Round> writes = round -> {
            round.wrote(0, bytes(7, 7), 2, 2);
            round.wrote(1, bytes(8, 8), 2, 2);
        };
        assertAllowed(writes, 7, 7, 8, 4);
        assertAllowed(writes, 7, 8, 8, 4);
        assertRefused(writes, 7, 2, 8, 4);
        assertRefused(writes, 7, 8, 3, 4);
    }

    @Test
    void whatACopyReplacesMayBeZeroToAnotherCopyAndNotToARead() {
        var round = round(steps -> steps.copied(0, 2, 2, 2));
        assertDoesNotThrow(() -> round.checkCopiedByTheKernel(1, bytes(2, 0, 2), 3));
        assertThrows(AssertionError.class, () -> round.checkCopiedByTheKernel(1, bytes(0, 3, 4), 3));
        assertThrows(AssertionError.class, () -> round.checkCopiedByTheKernel(1, bytes(2, 9, 4), 3));
        assertThrows(AssertionError.class, () -> round.checkRead(1, bytes(2, 0, 2), 3));
    }

    @Test
    void ofTheCallsOfOneWriteACutMayHaveComeBetween() {
        Consumer<Round> steps = round -> {
            round.wrote(1, bytes(7, 8, 9, 10), 4, 4);
            round.cut(1);
        };
        assertAllowed(steps, 1);
        assertAllowed(steps, 1, 7, 8, 9, 10);
        assertAllowed(steps, 1, 0, 8);
        assertAllowed(steps, 1, 0, 0, 9, 10);
        assertRefused(steps, 1, 7, 8, 9, 10, 0);
        assertRefused(steps, 1, 2);
    }

    @Test
    void aCutLeavesNothingBehindItButWhatComesLater() {
        assertAllowed(round -> round.cut(2), 1, 2);
        assertRefused(round -> round.cut(2), 1, 2, 3, 4);
        assertAllowed(round -> round.mayHaveCut(2), 1, 2, 3, 4);
        Consumer<Round> both = round -> {
            round.cut(1);
            round.wrote(1, bytes(7, 8), 2, 2);
        };
        assertAllowed(both, 1);
        assertAllowed(both, 1, 7, 8);
        assertAllowed(both, 1, 0, 8); // it was cut between two calls of the write
        assertRefused(both, 1, 2, 8);
        assertRefused(both, 1, 7, 8, 4);
    }

    @Test
    void appendsAreWholeAndInOrder() {
        byte[] first = Content.tagged(new Random(1), 2, 1);
        byte[] second = Content.tagged(new Random(2), 2, 2);
        Consumer<Round> appends = round -> {
            round.appended(1, first, 2, 2);
            round.appended(2, second, 2, 2);
        };
        assertAllowed(appends, 1, 2, 3, 4, first[0], first[1], second[0], second[1]);
        assertAllowed(appends, 1, 2, 3, 4, second[0], first[0], first[1], second[1]);
        assertRefused(appends, 1, 2, 3, 4, first[0], first[1]);
        assertRefused(appends, 1, 2, 3, 4, first[0], first[1], second[0], 0);
        if (first[0] != first[1]) {
            assertRefused(appends, 1, 2, 3, 4, first[1], first[0], second[0], second[1]);
        }
    }

    @Test
    void aReadMayMeetWhatWasThereAndWhatCame() {
        var round = new Round(BEFORE, false);
        round.wrote(1, bytes(7, 7), 2, 2);
        assertDoesNotThrow(() -> round.checkRead(0, bytes(1, 2, 7), 3));
        assertThrows(AssertionError.class, () -> round.checkRead(0, bytes(1, 8, 7), 3));
        assertThrows(AssertionError.class, () -> round.checkRead(2, bytes(7, 4, 0), 3));
    }
}
