package dev.tidemill.engine.portable;

import dev.tidemill.engine.RangeOperation;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import java.util.ArrayList;
import java.util.List;

/// System calls on a part of a file. `EINTR` is tried again; all else is reported.
final class LinuxRanges {

    private static final int WRITE_AND_WAIT =
            Fcntl.SYNC_FILE_RANGE_WAIT_BEFORE | Fcntl.SYNC_FILE_RANGE_WRITE | Fcntl.SYNC_FILE_RANGE_WAIT_AFTER;

    private LinuxRanges() {}

    @SuppressWarnings({"unchecked", "NullAway"}) // each operation says what it gives; the only value of Void
    static <T> T carryOut(RangeOperation<T> range, int fd) throws Unfinished {
        return switch (range) {
            case RangeOperation.WriteBack(var _, long position, long length) -> {
                int result;
                do {
                    result = LibC.sync_file_range(fd, position, length, WRITE_AND_WAIT);
                } while (result == -Errno.EINTR.number());
                var _ = Unfinished.unlessNegative(result);
                yield null;
            }
            case RangeOperation.Advise(var _, int advice, var _, long position, long length) -> {
                var _ = Unfinished.unlessNegative(LibC.posix_fadvise(fd, position, length, advice));
                yield null;
            }
            case RangeOperation.Change change -> (T) change(change, fd);
            case RangeOperation.Seek seek -> (T) (Long) seek(seek, fd);
            case RangeOperation.Extents<?> extents -> (T) extents(extents, fd);
        };
    }

    private static Boolean change(RangeOperation.Change change, int fd) throws Unfinished {
        int result;
        do {
            result = LibC.fallocate(fd, change.space().mode(), change.position(), change.length());
        } while (result == -Errno.EINTR.number());
        if (RangeOperation.Change.isUnknown(result)) return false;
        var _ = Unfinished.unlessNegative(result);
        return true;
    }

    private static long seek(RangeOperation.Seek seek, int fd) throws Unfinished {
        long found = seek(fd, seek.position(), seek.data() ? Fcntl.SEEK_DATA : Fcntl.SEEK_HOLE);
        return found < 0 ? seek.nothing() : found;
    }

    private static final long NOTHING = -1;

    /// @return [#NOTHING] if there is none
    private static long seek(int fd, long position, int whence) throws Unfinished {
        long found; // the position of the descriptor moves, which nobody uses
        do {
            found = LibC.lseek(fd, position, whence);
        } while (found == -Errno.EINTR.number());
        return found == -Errno.ENXIO.number() ? NOTHING : Unfinished.unlessNegative(found);
    }

    private static <E> List<E> extents(RangeOperation.Extents<E> range, int fd) throws Unfinished {
        List<E> extents = new ArrayList<>();
        long end = range.position() + range.length();
        for (long position = range.position(); position < end; ) {
            long data = seek(fd, position, Fcntl.SEEK_DATA);
            if (data == NOTHING || data >= end) break;
            long hole = seek(fd, data, Fcntl.SEEK_HOLE);
            if (hole == NOTHING) break; // the file was cut off just now
            position = Math.min(hole, end);
            if (position > data) extents.add(range.part().of(data, position - data));
            else position = data + 1; // a hole was punched just now
        }
        return List.copyOf(extents);
    }
}
