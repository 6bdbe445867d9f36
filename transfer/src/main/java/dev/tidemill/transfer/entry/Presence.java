package dev.tidemill.transfer.entry;

import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Structs;

/// That a run which lives is at work in a directory: whoever cleans up there leaves the parts alone
/// that nobody has locked, as to lock each small file would be a quarter of its price.
///
/// It is a lock of the open file for reading, on a byte that no file has (fcntl(2), `F_OFD_SETLK`):
/// any number of runs may have it, nobody waits for it, it is in nobody's way who locks a directory
/// by flock(2), and it goes with the descriptor, however the process ends. A file system without
/// locks knows no presence; there whoever lost a part writes it again.
public final class Presence {

    private static final long BYTE = 0x7469_6465_6D69_6C6CL; // "tidemill"
    private static final long TYPE = Structs.offset(Structs.FLOCK, "l_type");
    private static final long START = Structs.offset(Structs.FLOCK, "l_start");
    private static final long LENGTH = Structs.offset(Structs.FLOCK, "l_len");

    private Presence() {}

    /// As long as this descriptor, and those made of it, are open.
    public static void announce(int directory, TreeMemory memory) {
        var _ = LibC.fcntl(directory, Fcntl.F_OFD_SETLK, lock(Fcntl.F_RDLCK, memory));
    }

    /// Whether somebody else is at work there.
    ///
    /// @param directory nobody else by another descriptor of the same open file
    public static boolean isSomebodyIn(int directory, TreeMemory memory) {
        long lock = lock(Fcntl.F_WRLCK, memory);
        int result = LibC.fcntl(directory, Fcntl.F_OFD_GETLK, lock);
        return result >= 0 && Memory.getShort(lock + TYPE) != Fcntl.F_UNLCK;
    }

    private static long lock(short type, TreeMemory memory) {
        long lock = memory.status;
        Memory.zero(lock, Structs.FLOCK.byteSize()); // l_pid must be 0; SEEK_SET is
        Memory.putShort(lock + TYPE, type);
        Memory.putLong(lock + START, BYTE);
        Memory.putLong(lock + LENGTH, 1);
        return lock;
    }
}
