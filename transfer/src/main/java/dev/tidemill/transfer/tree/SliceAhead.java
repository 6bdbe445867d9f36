package dev.tidemill.transfer.tree;

import dev.tidemill.linux.Dirent;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;

/// Has the device fetch the next short files of a directory, all at once, as soon as one of them
/// turns out not to be in the page cache: a thread that waits for each in its turn keeps the device
/// at a depth of one.
///
/// What is cached costs nothing more, as the read that finds out is the one that copies
/// (`RWF_NOWAIT`, preadv2(2)). For one thread.
final class SliceAhead implements AutoCloseable {

    /// Files that are open and fetched at once.
    private static final int WINDOW = 64;

    /// Bytes of each that are fetched. What is behind them the kernel reads ahead by itself.
    private static final long MOST_BYTES = 256 << 10;

    private int directory;
    private long entry; // that is being copied
    private long end; // of the entries
    private boolean isOn;

    /// The fetched files that nobody has taken yet, in the order of the entries.
    private final long[] entries = new long[WINDOW];

    private final int[] files = new int[WINDOW];
    private int next;
    private int size;

    /// @param directory whose entries they are
    /// @param end of the entries
    /// @param isOn whether all of them are going to be read
    void begin(int directory, long end, boolean isOn) {
        this.directory = directory;
        this.end = end;
        this.isOn = isOn;
    }

    /// The entry that is copied now.
    void at(long entry) {
        this.entry = entry;
    }

    /// The file of the entry, if it is open already.
    ///
    /// @return its descriptor, which is the caller's from now on; -1 if it is not
    int take() {
        while (next < size && entries[next] < entry) close(files[next++]); // it was not copied after all
        return next < size && entries[next] == entry ? files[next++] : -1;
    }

    /// Reads the beginning of a file, as read(2); if that has to wait, others wait beside it.
    ///
    /// @param flags to open files with
    long read(int fd, long address, int length, int flags) {
        if (isOn && next == size) {
            long result = LibC.preadv2(fd, address, length, -1, Fcntl.RWF_NOWAIT);
            if (result == -Errno.EOPNOTSUPP.number()) isOn = false; // the file system cannot tell
            else if (result != -Errno.EAGAIN.number()) return result;
            else fetch(fd, flags);
        }
        return LibC.read(fd, address, length);
    }

    private void fetch(int fd, int flags) {
        var _ = LibC.posix_fadvise(fd, 0, MOST_BYTES, Fcntl.POSIX_FADV_WILLNEED);
        next = 0;
        size = 0;
        for (long later = entry + Sweep.recordLength(entry); later < end; later += Sweep.recordLength(later)) {
            if (Memory.getByte(later + Dirent.D_TYPE) != Dirent.DT_REG) continue;
            int file = LibC.openat(directory, later + Dirent.D_NAME, flags, 0);
            if (file < 0) return; // which copying it will tell
            var _ = LibC.posix_fadvise(file, 0, MOST_BYTES, Fcntl.POSIX_FADV_WILLNEED);
            entries[size] = later;
            files[size++] = file;
            if (size == WINDOW) return;
        }
    }

    /// No more of these entries are copied.
    @Override
    public void close() {
        isOn = false;
        while (next < size) close(files[next++]);
    }

    private static void close(int file) {
        var _ = LibC.close(file);
    }
}
