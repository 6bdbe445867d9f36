package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Dirent;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.TreeMemory;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Counts ahead of a [SystemTree], so that it can say how much there is to do. It asks for the size
/// of each file and nothing else. What cannot be read counts for nothing; the copier will complain.
public final class SystemCount implements AutoCloseable {

    /// Most copies are done sooner, and to count takes a twentieth of the processors. Nobody has to
    /// know earlier how long it will take.
    private static final long MILLIS_BEFORE = 1000;

    private static final int MOST_DEPTH = 200;
    private static final int OPEN = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
    private static final int NO_LINKS = Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_NO_AUTOMOUNT;

    private final TreeTally.Count count;
    private final BooleanSupplier isWanted;
    private final TreeMemory memory = new TreeMemory(0);
    private final ArrayDeque<Level> levels = new ArrayDeque<>();

    /// A directory that is being counted, and those in it that were found and not counted yet.
    private record Level(int directory, ArrayDeque<byte[]> found) {}

    private SystemCount(TreeTally.Count count, BooleanSupplier isWanted) {
        this.count = count;
        this.isWanted = isWanted;
    }

    /// @param isWanted false if nobody needs to know any more
    public static void start(List<Path> sources, TreeTally.Count count, BooleanSupplier isWanted) {
        List<Path> copy = new ArrayList<>(sources);
        Thread.ofPlatform().name("tidemill-count").daemon().start(() -> {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MILLIS_BEFORE));
            try (SystemCount counter = new SystemCount(count, isWanted)) {
                for (Path source : copy) if (!counter.tree(NativePath.of(source).bytes())) return;
                count.isComplete = isWanted.getAsBoolean();
            }
        });
    }

    @Override
    public void close() {
        for (Level level : levels) DirectoryCalls.close(level.directory);
        memory.close();
    }

    /// @return false if it was not counted to the end
    private boolean tree(byte[] path) {
        if (path.length >= NativePath.MAX_BYTES) return false;
        if (!isDirectory(Fcntl.AT_FDCWD, memory.name(path), Dirent.DT_UNKNOWN)) return true;
        enter(Fcntl.AT_FDCWD, path);
        while (!levels.isEmpty()) {
            if (!isWanted.getAsBoolean() || levels.size() > MOST_DEPTH) return false;
            Level level = levels.getLast();
            byte[] next = level.found.poll();
            if (next != null) enter(level.directory, next);
            else if (!readOn(level)) DirectoryCalls.close(levels.removeLast().directory);
        }
        return true;
    }

    private void enter(int directory, byte @Nullable [] name) {
        int opened = name == null ? -1 : TreeMemory.open(directory, memory.name(name), OPEN, 0);
        if (opened >= 0) levels.add(new Level(opened, new ArrayDeque<>()));
    }

    /// @return false at the end of the directory
    private boolean readOn(Level level) {
        int bytes = LibC.getdents64(level.directory, memory.entries, TreeMemory.ENTRIES_BYTES);
        if (bytes <= 0) return false;
        long end = memory.entries + bytes;
        for (long entry = memory.entries; entry < end; entry += Sweep.recordLength(entry)) {
            long name = entry + Dirent.D_NAME;
            if (Sweep.isOneself(name) || PartName.isAt(name)) continue;
            if (isDirectory(level.directory, name, Memory.getByte(entry + Dirent.D_TYPE))) {
                level.found.add(TreeMemory.bytes(name));
            }
        }
        return true;
    }

    /// Counts what is no directory.
    private boolean isDirectory(int directory, long name, int type) {
        if (type == Dirent.DT_DIR) return true;
        long size = 0;
        if (type == Dirent.DT_REG || type == Dirent.DT_UNKNOWN) {
            int mask = Stat.STATX_SIZE | Stat.STATX_TYPE;
            if (LibC.statx(directory, name, NO_LINKS, mask, memory.status) >= 0) {
                int kind = Short.toUnsignedInt(Memory.getShort(memory.status + Statx.MODE)) & Stat.S_IFMT;
                if (kind == Stat.S_IFDIR) return true;
                if (kind == Stat.S_IFREG) size = Memory.getLong(memory.status + Statx.SIZE);
            }
        }
        count.add(1, size);
        return false;
    }
}
