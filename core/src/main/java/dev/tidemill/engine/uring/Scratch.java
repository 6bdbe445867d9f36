package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUringStructs.IO_URING_GETEVENTS_ARG;
import static dev.tidemill.linux.Structs.offset;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Mman;

/// Native memory of a ring's owner: for names, for the alarm, for how long it sleeps, for the bytes
/// of small files. Of the owner alone.
final class Scratch implements AutoCloseable {

    static final int FILE_BUFFER_BYTES = Operation.ReadSmallFile.LIMIT_BYTES;

    private static final int NAMES_BYTES = 256 * 1024;
    private static final int ALARM_BYTES = 4096;
    private static final int TIMEOUT_OFFSET = 128; // behind the counter of the alarm, in cache lines of its own
    private static final long TIMESPEC = offset(IO_URING_GETEVENTS_ARG, "ts");

    private final long memory;
    private final long memoryBytes;
    private final long names;
    private int namesUsed;

    private final long[] freeFileBuffers;
    private int freeFileBufferCount;

    Scratch(EngineSettings settings) {
        int files = settings.openFiles();
        memoryBytes = ALARM_BYTES + NAMES_BYTES + (long) FILE_BUFFER_BYTES * files;
        // not touched before it is needed, so a ring that reads no small files costs no memory for them
        memory = LibC.mmap(
                0, memoryBytes, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
        if (memory < 0 && memory > -4096) throw UringRefused.by("mmap of memory for a ring", (int) -memory);
        names = memory + ALARM_BYTES;
        freeFileBuffers = new long[files];
        long buffers = names + NAMES_BYTES;
        for (int i = files - 1; i >= 0; i--)
            freeFileBuffers[freeFileBufferCount++] = buffers + (long) FILE_BUFFER_BYTES * i;
    }

    /// Where the kernel puts the counter of the eventfd(2) that wakes the owner.
    long alarmCounter() {
        return memory;
    }

    /// For how long to wait in the kernel, as [Ring#enter(int, long)] takes it; good until the next
    /// one.
    long timeout(long nanos) {
        long timeout = memory + TIMEOUT_OFFSET;
        long timespec = timeout + IO_URING_GETEVENTS_ARG.byteSize();
        Memory.putLong(timeout + TIMESPEC, timespec);
        Memory.putLong(timespec, nanos / 1_000_000_000);
        Memory.putLong(timespec + Long.BYTES, nanos % 1_000_000_000);
        return timeout;
    }

    boolean hasRoomForName() {
        return NAMES_BYTES - namesUsed >= NativePath.MAX_BYTES;
    }

    /// Copies a name for the next submission; of one that is too long as much as the kernel looks
    /// at before it says so.
    ///
    /// @return its address, good until [#namesTaken]
    long name(byte[] bytes) {
        long address = names + namesUsed;
        int length = Math.min(bytes.length, NativePath.MAX_BYTES);
        Memory.copy(bytes, 0, address, length);
        namesUsed += length;
        if (length < NativePath.MAX_BYTES) Memory.putByte(names + namesUsed++, (byte) 0);
        return address;
    }

    /// The kernel has taken all submissions, and with them the names.
    void namesTaken() {
        namesUsed = 0;
    }

    /// A buffer of [#FILE_BUFFER_BYTES]; there is one for each file that may be open.
    long takeFileBuffer() {
        return freeFileBuffers[--freeFileBufferCount];
    }

    void giveBackFileBuffer(long address) {
        freeFileBuffers[freeFileBufferCount++] = address;
    }

    @Override
    public void close() {
        var _ = LibC.munmap(memory, memoryBytes);
    }
}
