package dev.tidemill.transfer.entry;

import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Mman;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

/// The native memory of one thread that copies trees, and what all of its system calls have in
/// common. Pages that are never touched cost nothing.
public final class TreeMemory implements AutoCloseable {

    /// Entries that are read at once: about a thousand.
    public static final int ENTRIES_BYTES = 32 << 10;

    /// As many as there may be: `XATTR_LIST_MAX` and `XATTR_SIZE_MAX` of linux/limits.h.
    public static final int ATTRIBUTE_BYTES = 64 << 10;

    private static final int STATUS_BYTES = 256;
    private static final int PART_BYTES = 64;
    private static final long PAGE = 4096;

    public final long entries;
    final long name; // of the entry that is not among the entries
    final long otherName;
    final long part;
    public final long status;
    final long times; // two timespecs
    public final long content; // what a link says
    final long attributeNames;
    public final long attributeValue;
    public final long block;
    public final int blockBytes;

    private final long start;
    private final long length;

    /// @param blockBytes of [#block]
    public TreeMemory(int blockBytes) {
        this.blockBytes = blockBytes;
        long names = 2L * NativePath.MAX_BYTES;
        length = ENTRIES_BYTES + 2 * names + PAGE + names + 2L * ATTRIBUTE_BYTES + blockBytes;
        start = LibC.mmap(0, length, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
        if (start < 0 && start > -PAGE) throw new OutOfMemoryError("no native memory of " + length + " bytes");
        entries = start;
        name = entries + ENTRIES_BYTES;
        otherName = name + names;
        part = otherName + names;
        status = part + PART_BYTES;
        times = status + STATUS_BYTES;
        content = part + PAGE;
        attributeNames = content + names;
        attributeValue = attributeNames + ATTRIBUTE_BYTES;
        block = attributeValue + ATTRIBUTE_BYTES;
    }

    @Override
    public void close() {
        var _ = LibC.munmap(start, length);
    }

    /// Puts a name where the kernel finds it.
    ///
    /// @return where that is
    public long name(byte[] bytes) {
        Memory.putCString(name, bytes);
        return name;
    }

    public long otherName(byte[] bytes) {
        Memory.putCString(otherName, bytes);
        return otherName;
    }

    /// Puts the names where the entries are, which are not in use now: there they stay while others
    /// come and go.
    ///
    /// @return where that of the target is; that of the source is the first
    public long putNames(byte[] sourceName, byte[] targetName) {
        Memory.putCString(entries, sourceName);
        long target = entries + sourceName.length + 1;
        Memory.putCString(target, targetName);
        return target;
    }

    private static final byte[] IN_DESCRIPTOR = "/proc/self/fd/".getBytes(StandardCharsets.US_ASCII);

    /// The path of a name in a directory: for the calls that know no directories.
    long pathOf(int directory, long name) {
        long end = putPath(directory);
        Memory.putByte(end, (byte) '/');
        Memory.copy(name, end + 1, length(name) + 1);
        return otherName;
    }

    /// The path of an open file.
    public long pathOf(int fd) {
        Memory.putByte(putPath(fd), (byte) 0);
        return otherName;
    }

    private long putPath(int fd) {
        byte[] digits = Integer.toString(fd).getBytes(StandardCharsets.US_ASCII);
        Memory.copy(IN_DESCRIPTOR, 0, otherName, IN_DESCRIPTOR.length);
        long end = otherName + IN_DESCRIPTOR.length;
        Memory.copy(digits, 0, end, digits.length);
        return end + digits.length;
    }

    /// The path of a directory in itself.
    public long dot() {
        Memory.putByte(part, (byte) '.');
        Memory.putByte(part + 1, (byte) 0);
        return part;
    }

    /// The empty path.
    public long nothing() {
        Memory.putByte(part, (byte) 0);
        return part;
    }

    public static int length(long name) {
        int length = 0;
        while (Memory.getByte(name + length) != 0) length++;
        return length;
    }

    public static byte[] bytes(long name) {
        return Memory.getCString(name, 2 * NativePath.MAX_BYTES);
    }

    /// A new name of [PartName] at [#part].
    public long newPart() {
        PartName.put(part, ThreadLocalRandom.current().nextLong());
        return part;
    }

    public int status(int fd, Facts facts) {
        int result = LibC.statx(fd, Facts.MASK, status);
        if (result >= 0) facts.read(status);
        return result;
    }

    public int status(int directory, long name, int flags, Facts facts) {
        int result = LibC.statx(directory, name, flags, Facts.MASK, status);
        if (result >= 0) facts.read(status);
        return result;
    }

    public static int open(int directory, long name, int flags, int mode) {
        int result;
        do {
            result = LibC.openat(directory, name, flags, mode);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /// Reads until the end, or `length` bytes.
    public static int read(int fd, long address, int length, int atLeast) {
        int done = 0;
        while (done < length) {
            long result = LibC.read(fd, address + done, length - done);
            if (result == -Errno.EINTR.number()) continue;
            if (result < 0) return (int) result;
            if (result == 0) break;
            done += (int) result;
            if (done == atLeast) break;
        }
        return done;
    }

    /// Writes all.
    public static int write(int fd, long address, long length, long position) {
        long done = 0;
        while (done < length) {
            long result = position < 0
                    ? LibC.write(fd, address + done, length - done)
                    : LibC.pwrite64(fd, address + done, length - done, position + done);
            if (result == -Errno.EINTR.number()) continue;
            if (result < 0) return (int) result;
            done += result;
        }
        return 0;
    }
}
