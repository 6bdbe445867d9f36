package dev.tidemill.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class MemoryTest {
    private final Arena arena = Arena.ofConfined();
    private final MemorySegment segment = arena.allocate(64, 64);
    private final long address = segment.address();

    @BeforeEach
    void memoryIsThere() {
        Assumptions.assumeTrue(LibC.isAvailable(), LibC.unavailabilityCause());
    }

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void numbersAreThoseOfTheProcessor() {
        Memory.putByte(address, (byte) -1);
        Memory.putShort(address + 2, (short) -2);
        Memory.putInt(address + 4, -3);
        Memory.putLong(address + 8, -4);

        assertEquals(-1, segment.get(ValueLayout.JAVA_BYTE, 0));
        assertEquals(-2, segment.get(ValueLayout.JAVA_SHORT, 2));
        assertEquals(-3, segment.get(ValueLayout.JAVA_INT, 4));
        assertEquals(-4, segment.get(ValueLayout.JAVA_LONG, 8));
        assertEquals(-1, Memory.getByte(address));
        assertEquals(-2, Memory.getShort(address + 2));
        assertEquals(-3, Memory.getInt(address + 4));
        assertEquals(-4, Memory.getLong(address + 8));
    }

    @Test
    void plainNumbersNeedNoAlignment() {
        Memory.putLong(address + 4, Long.MIN_VALUE + 1);
        Memory.putInt(address + 13, Integer.MIN_VALUE + 1);
        Memory.putShort(address + 17, (short) 7);
        assertEquals(Long.MIN_VALUE + 1, Memory.getLong(address + 4));
        assertEquals(Integer.MIN_VALUE + 1, Memory.getInt(address + 13));
        assertEquals(7, Memory.getShort(address + 17));
    }

    @Test
    void orderedNumbersAreTheSameNumbers() {
        Memory.setIntRelease(address, 1);
        assertEquals(1, Memory.getIntAcquire(address));
        Memory.setIntVolatile(address, 2);
        assertEquals(2, Memory.getIntVolatile(address));
        assertFalse(Memory.compareAndSetInt(address, 1, 3));
        assertTrue(Memory.compareAndSetInt(address, 2, 3));
        assertEquals(3, Memory.getInt(address));

        Memory.setLongRelease(address, 1);
        assertEquals(1, Memory.getLongAcquire(address));
        Memory.setLongVolatile(address, 2);
        assertEquals(2, Memory.getLongVolatile(address));
        assertFalse(Memory.compareAndSetLong(address, 1, 3));
        assertTrue(Memory.compareAndSetLong(address, 2, 3));
        assertEquals(3, Memory.getLong(address));

        Memory.setShortRelease(address, (short) 4);
        assertEquals(4, Memory.getShortAcquire(address));
    }

    @Test
    void orderedNumbersMustBeAligned() {
        assertThrows(IllegalArgumentException.class, () -> Memory.setIntRelease(address + 2, 1));
    }

    @Test
    void bytesMoveToAndFromTheHeap() {
        byte[] bytes = {1, 2, 3, 4, 5};
        Memory.copy(bytes, 1, address + 1, 3);
        assertArrayEquals(new byte[] {0, 2, 3, 4, 0}, segment.asSlice(0, 5).toArray(ValueLayout.JAVA_BYTE));
        byte[] back = new byte[5];
        Memory.copy(address + 1, back, 2, 3);
        assertArrayEquals(new byte[] {0, 0, 2, 3, 4}, back);
    }

    @Test
    void placesThatAreCopiedMayOverlap() {
        Memory.putLong(address, 0x0807_0605_0403_0201L);
        Memory.copy(address, address + 2, 8);
        assertEquals(0x0807_0605_0403_0201L, Memory.getLong(address + 2));
    }

    @Test
    void onlyWhatWasAskedForIsFilled() {
        Memory.fill(address, 64, (byte) 7);
        Memory.zero(address + 8, 16);
        assertEquals(0x0707_0707_0707_0707L, Memory.getLong(address));
        assertEquals(0, Memory.getLong(address + 8));
        assertEquals(0, Memory.getLong(address + 16));
        assertEquals(0x0707_0707_0707_0707L, Memory.getLong(address + 24));
    }

    @Test
    void textEndsAtTheFirstZero() {
        Memory.fill(address, 64, (byte) 'x');
        Memory.putCString(address, "name".getBytes(StandardCharsets.US_ASCII));
        assertEquals("name", new String(Memory.getCString(address, 64), StandardCharsets.US_ASCII));
        assertEquals("na", new String(Memory.getCString(address, 2), StandardCharsets.US_ASCII));
        assertEquals('x', Memory.getByte(address + 5));
    }

    @Test
    void aSegmentIsThatMemory() {
        MemorySegment view = Memory.segment(address + 8, 8);
        view.set(ValueLayout.JAVA_LONG, 0, 99);
        assertEquals(8, view.byteSize());
        assertEquals(99, Memory.getLong(address + 8));
    }
}
