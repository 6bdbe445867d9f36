package dev.tidemill.engine;

import dev.tidemill.linux.Fcntl;
import java.util.List;

/// Something to do with a part of an open file that moves no bytes between it and memory.
public sealed interface RangeOperation<T> extends Operation.OnFile<T> {

    /// The first byte it is about, from the start of the file.
    long position();

    /// What it is called, with its range.
    private static String of(String what, long position, long length) {
        return what + " of " + length + " bytes at " + position;
    }

    /// Has what was written to the range brought to the device, and waits until it is there. No
    /// metadata, and nothing that the device itself still holds in memory.
    record WriteBack(FileHandle file, long position, long length) implements RangeOperation<Void> {
        @Override
        public String kind() {
            return "write back";
        }

        @Override
        public String action() {
            return of("write-back", position, length);
        }
    }

    /// Changes where the bytes of the range are, and maybe what they are; gives false if the system
    /// or the file system cannot do that.
    record Change(FileHandle file, Space space, long position, long length) implements RangeOperation<Boolean> {
        @Override
        public String kind() {
            return space.kind;
        }

        @Override
        public String action() {
            return of(space.action, position, length);
        }

        /// Whether that says that the system or the file system has no such call.
        ///
        /// @param result of the call: a negated errno
        public static boolean isUnknown(int result) {
            return Operation.Allocate.isUnknown(result);
        }
    }

    /// What can be done with the place of a range on the device; see fallocate(2).
    enum Space {
        /// A file that is shorter grows.
        ALLOCATE("allocate", "allocation", 0),
        /// The bytes become zeros and take no room; the file keeps its size.
        PUNCH("punch hole", "hole", Fcntl.FALLOC_FL_PUNCH_HOLE | Fcntl.FALLOC_FL_KEEP_SIZE),
        /// The bytes become zeros that have their place; a file that is shorter grows.
        ZERO("zero", "zeroing", Fcntl.FALLOC_FL_ZERO_RANGE);

        private final String kind;
        private final String action;
        private final int mode;

        Space(String kind, String action, int mode) {
            this.kind = kind;
            this.action = action;
            this.mode = mode;
        }

        /// For fallocate(2).
        public int mode() {
            return mode;
        }
    }

    /// Says how a range will be used.
    ///
    /// @param advice `POSIX_FADV_*`
    /// @param name of the advice, for messages
    /// @param length 0 for everything from `position` on
    record Advise(FileHandle file, int advice, String name, long position, long length)
            implements RangeOperation<Void> {
        @Override
        public String kind() {
            return "advise";
        }

        @Override
        public String action() {
            String what = "advice " + name;
            return length == 0 ? what + " from " + position + " on" : of(what, position, length);
        }
    }

    /// Finds the next byte that has a place on the device, or the next that has none.
    ///
    /// Gives where it is. Behind the last data there is none; behind the end of the file everything
    /// is a hole.
    record Seek(FileHandle file, boolean data, long position) implements RangeOperation<Long> {

        private static final long NO_DATA = -1;

        @Override
        public String kind() {
            return "seek";
        }

        @Override
        public String action() {
            return "search for the next " + (data ? "data" : "hole") + " from " + position + " on";
        }

        /// What it gives when the system says `ENXIO`.
        public long nothing() {
            return data ? NO_DATA : position;
        }
    }

    /// Finds all parts of a range that have a place on the device, in order: what is between them
    /// are holes.
    ///
    /// @param part makes what the list has of each; called by the engine, so it must neither wait
    ///     nor fail
    record Extents<E>(FileHandle file, long position, long length, Part<E> part) implements RangeOperation<List<E>> {
        @Override
        public String kind() {
            return "extents";
        }

        @Override
        public String action() {
            return of("search for data in the range", position, length);
        }
    }

    /// Makes something of a part of a file.
    @FunctionalInterface
    interface Part<E> {
        E of(long position, long length);
    }
}
