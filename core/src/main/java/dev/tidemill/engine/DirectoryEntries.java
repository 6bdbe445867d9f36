package dev.tidemill.engine;

import dev.tidemill.linux.Dirent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Some entries of a directory, as the system gave them, one after the other. `.` and `..` are left
/// out.
public final class DirectoryEntries {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

    /// The types of entries that are not just something else.
    public static final int UNKNOWN = Dirent.DT_UNKNOWN;

    public static final int DIRECTORY = Dirent.DT_DIR;
    public static final int REGULAR_FILE = Dirent.DT_REG;
    public static final int SYMBOLIC_LINK = Dirent.DT_LNK;

    private final byte[] entries;
    private int current = -1; // where the entry is, -1 before the first
    private int next;

    DirectoryEntries(byte[] entries) {
        this.entries = entries;
    }

    /// Goes on to the next entry.
    ///
    /// @return false if there is none
    public boolean next() {
        do {
            if (next >= entries.length) return false;
            current = next;
            next += Short.toUnsignedInt((short) SHORT.get(entries, current + Dirent.D_RECLEN));
        } while (isOneself());
        return true;
    }

    private boolean isOneself() {
        int name = current + Dirent.D_NAME;
        if (entries[name] != '.') return false;
        return entries[name + 1] == 0 || (entries[name + 1] == '.' && entries[name + 2] == 0);
    }

    /// Where to go on reading the directory behind the entry; 0 before the first one.
    public long position() {
        return current < 0 ? 0 : (long) LONG.get(entries, current + Dirent.D_OFF);
    }

    /// One of those above, or another one, as the system counts them.
    public int type() {
        return entries[current + Dirent.D_TYPE];
    }

    public byte[] name() {
        int start = current + Dirent.D_NAME;
        int end = start;
        while (entries[end] != 0) end++;
        return Arrays.copyOfRange(entries, start, end);
    }
}
