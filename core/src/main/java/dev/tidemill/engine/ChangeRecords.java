package dev.tidemill.engine;

import dev.tidemill.linux.Inotify;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// What was read from a [ChangeQueue], one record after the other.
public final class ChangeRecords {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

    private final byte[] records;
    private final int end;
    private int current;
    private int next;

    public ChangeRecords(byte[] records, int end) {
        this.records = records;
        this.end = end;
    }

    /// Goes on to the next record.
    ///
    /// @return false if there is none
    public boolean next() {
        current = next;
        if (current >= end) return false;
        next = current + Inotify.NAME + field(Inotify.LEN);
        return true;
    }

    private int field(int offset) {
        return (int) INT.get(records, current + offset);
    }

    private boolean has(int flag) {
        return (field(Inotify.MASK) & flag) != 0;
    }

    /// The number of the directory.
    public int watch() {
        return field(Inotify.WD);
    }

    /// The same for both halves of a move.
    public int move() {
        return field(Inotify.COOKIE);
    }

    /// In the directory.
    public byte[] name() {
        int start = current + Inotify.NAME;
        int stop = start;
        while (stop < next && records[stop] != 0) stop++;
        return Arrays.copyOfRange(records, start, stop);
    }

    /// Whether the name is that of a directory.
    public boolean isDirectory() {
        return has(Inotify.IN_ISDIR);
    }

    /// Whether it tells of the directory itself, and not of a name in it.
    public boolean isOfItself() {
        return field(Inotify.LEN) == 0;
    }

    /// What was not read in time is lost.
    public boolean isOverflow() {
        return has(Inotify.IN_Q_OVERFLOW);
    }

    /// The directory is not watched any more, by request or because it is gone.
    public boolean isEnd() {
        return has(Inotify.IN_IGNORED);
    }

    public boolean isCreated() {
        return has(Inotify.IN_CREATE);
    }

    public boolean isDeleted() {
        return has(Inotify.IN_DELETE);
    }

    public boolean isModified() {
        return has(Inotify.IN_MODIFY | Inotify.IN_ATTRIB);
    }

    public boolean isMovedAway() {
        return has(Inotify.IN_MOVED_FROM);
    }

    public boolean isMovedHere() {
        return has(Inotify.IN_MOVED_TO);
    }
}
