package dev.tidemill.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/// Memory by absolute address, in the processor's byte order.
///
/// Compiles to single loads and stores and allocates nothing. There is no check: an address that is
/// not mapped ends the process, and one that is no longer ours destroys somebody else's data. Plain
/// access may be unaligned; what names a memory order must be aligned to its size.
public final class Memory {
    private static final MemorySegment ALL = LibC.ALL_MEMORY;

    private static final VarHandle INT = JAVA_INT.varHandle().withInvokeExactBehavior();
    private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final VarHandle SHORT = JAVA_SHORT.varHandle().withInvokeExactBehavior();

    private Memory() {}

    public static byte getByte(long address) {
        return ALL.get(JAVA_BYTE, address);
    }

    public static void putByte(long address, byte value) {
        ALL.set(JAVA_BYTE, address, value);
    }

    public static short getShort(long address) {
        return ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    public static void putShort(long address, short value) {
        ALL.set(JAVA_SHORT_UNALIGNED, address, value);
    }

    public static int getInt(long address) {
        return ALL.get(JAVA_INT_UNALIGNED, address);
    }

    public static void putInt(long address, int value) {
        ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    public static long getLong(long address) {
        return ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    public static void putLong(long address, long value) {
        ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /// No later access overtakes this load: what was stored before the matching release is seen.
    public static int getIntAcquire(long address) {
        return (int) INT.getAcquire(ALL, address);
    }

    /// This store overtakes no earlier access: who acquires it sees what was stored before.
    public static void setIntRelease(long address, int value) {
        INT.setRelease(ALL, address, value);
    }

    public static int getIntVolatile(long address) {
        return (int) INT.getVolatile(ALL, address);
    }

    public static void setIntVolatile(long address, int value) {
        INT.setVolatile(ALL, address, value);
    }

    public static boolean compareAndSetInt(long address, int expected, int value) {
        return INT.compareAndSet(ALL, address, expected, value);
    }

    public static long getLongAcquire(long address) {
        return (long) LONG.getAcquire(ALL, address);
    }

    public static void setLongRelease(long address, long value) {
        LONG.setRelease(ALL, address, value);
    }

    public static long getLongVolatile(long address) {
        return (long) LONG.getVolatile(ALL, address);
    }

    public static void setLongVolatile(long address, long value) {
        LONG.setVolatile(ALL, address, value);
    }

    public static boolean compareAndSetLong(long address, long expected, long value) {
        return LONG.compareAndSet(ALL, address, expected, value);
    }

    public static short getShortAcquire(long address) {
        return (short) SHORT.getAcquire(ALL, address);
    }

    public static void setShortRelease(long address, short value) {
        SHORT.setRelease(ALL, address, value);
    }

    /// Sets `length` bytes to 0.
    public static void zero(long address, long length) {
        fill(address, length, (byte) 0);
    }

    public static void fill(long address, long length, byte value) {
        ALL.asSlice(address, length).fill(value);
    }

    /// Copies between native places, which may overlap.
    public static void copy(long source, long target, long length) {
        MemorySegment.copy(ALL, source, ALL, target, length);
    }

    /// Copies `length` elements of `source`, from `index` on, to native memory.
    public static void copy(byte[] source, int index, long target, int length) {
        MemorySegment.copy(source, index, ALL, JAVA_BYTE, target, length);
    }

    /// Copies native memory to `length` elements of `target`, from `index` on.
    public static void copy(long source, byte[] target, int index, int length) {
        MemorySegment.copy(ALL, JAVA_BYTE, source, target, index, length);
    }

    /// Copies `text` and a terminating zero, `text.length + 1` bytes in all.
    public static void putCString(long target, byte[] text) {
        copy(text, 0, target, text.length);
        putByte(target + text.length, (byte) 0);
    }

    /// The bytes up to the first zero, or `capacity` bytes if there is none.
    public static byte[] getCString(long source, int capacity) {
        int length = 0;
        while (length < capacity && getByte(source + length) != 0) {
            length++;
        }
        byte[] text = new byte[length];
        copy(source, text, 0, length);
        return text;
    }

    /// The `length` bytes from `address` on as a segment that is always alive: who lets it escape
    /// answers for the memory.
    public static MemorySegment segment(long address, long length) {
        return ALL.asSlice(address, length);
    }
}
