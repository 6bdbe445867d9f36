package dev.tidemill.file.model;

import dev.tidemill.annotation.Nullable;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Random;

/// Memory of one transfer, in one of the forms in which a program may have it, with something
/// around it that nobody may touch.
final class Cargo {

    private static final int MARGIN = 4096; // keeps native memory aligned
    private static final byte UNTOUCHED = 0x5a;

    private final MemorySegment whole;
    private final int start; // of the cargo in it
    private final MemorySegment memory;
    private final @Nullable ByteBuffer buffer; // null if it is given as a segment

    private Cargo(MemorySegment whole, int start, MemorySegment memory, @Nullable ByteBuffer buffer) {
        this.whole = whole;
        this.start = start;
        this.memory = memory;
        this.buffer = buffer;
    }

    /// How much native memory a cargo of so many bytes takes.
    static long nativeBytes(int length) {
        return length + 2L * MARGIN;
    }

    /// @param spare native memory for this cargo alone, aligned to a page
    /// @param aligned whether native memory of the cargo is, too
    static Cargo of(Random random, int length, MemorySegment spare, boolean aligned) {
        return of(random, length, spare, aligned, random.nextBoolean());
    }

    static Cargo of(Random random, int length, MemorySegment spare, boolean aligned, boolean asBuffer) {
        int start = MARGIN - (aligned ? 0 : random.nextInt(64));
        boolean onHeap = random.nextBoolean();
        MemorySegment whole =
                onHeap ? MemorySegment.ofArray(new byte[length + 2 * MARGIN]) : spare.asSlice(0, nativeBytes(length));
        whole.fill(UNTOUCHED);
        MemorySegment memory = whole.asSlice(start, length);
        if (!asBuffer) return new Cargo(whole, start, memory, null);
        ByteBuffer buffer = whole.asByteBuffer().position(start).limit(start + length);
        return new Cargo(whole, start, memory, random.nextBoolean() ? buffer : buffer.slice());
    }

    Cargo fill(byte[] bytes) {
        memory.copyFrom(MemorySegment.ofArray(bytes));
        return this;
    }

    /// Null if it is to be given as a [#segment].
    @Nullable
    ByteBuffer buffer() {
        return buffer;
    }

    MemorySegment segment() {
        return memory;
    }

    int length() {
        return (int) memory.byteSize();
    }

    /// How far the buffer's position went on; -1 if there is none that would tell.
    int moved() {
        return buffer == null ? -1 : length() - buffer.remaining();
    }

    byte[] bytes() {
        return memory.toArray(ValueLayout.JAVA_BYTE);
    }

    /// The caller has his memory back, and uses it for something else.
    void reuse() {
        memory.fill((byte) 0xee);
    }

    void checkMargins() {
        checkUntouched(0, start);
        checkUntouched(start + memory.byteSize(), whole.byteSize());
    }

    private void checkUntouched(long from, long to) {
        for (long i = from; i < to; i++) {
            if (whole.get(ValueLayout.JAVA_BYTE, i) != UNTOUCHED) {
                throw new AssertionError("memory beside that of the transfer was changed");
            }
        }
    }

    @Override
    public String toString() {
        return length() + " bytes " + (memory.isNative() ? "native" : "on the heap")
                + (buffer == null ? "" : ", buffer");
    }
}
