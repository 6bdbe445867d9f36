package dev.tidemill.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Mounts without a device of their own whose files are on this machine all the same: the kernel
/// knows of itself what there is to know. See proc_pid_mountinfo(5).
///
/// What is under an overlay may be elsewhere; an overlay counts as local, because that of a
/// container is.
public final class LocalMounts {

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final Set<String> LOCAL = Set.of("btrfs", "devtmpfs", "overlay", "ramfs", "tmpfs", "zfs");
    private static final Set<String> IN_MEMORY = Set.of("devtmpfs", "ramfs", "tmpfs");

    /// Numbers of mounts are given out again.
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static volatile LocalMounts current = new LocalMounts(Set.of(), System.nanoTime() - OLD_NANOS);

    private final Set<Long> mounts;
    private final long readAt;

    private LocalMounts(Set<Long> mounts, long readAt) {
        this.mounts = mounts;
        this.readAt = readAt;
    }

    /// Asks the kernel's memory from time to time, never a file system.
    ///
    /// @param mount its number, as statx(2) tells it; -1 if it does not
    static boolean contain(long mount) {
        LocalMounts known = current;
        long now = System.nanoTime();
        if (now - known.readAt >= OLD_NANOS) {
            known = new LocalMounts(read(), now);
            current = known;
        }
        return known.mounts.contains(mount);
    }

    private static Set<Long> read() {
        try {
            return parse(new String(Files.readAllBytes(MOUNTINFO), StandardCharsets.ISO_8859_1));
        } catch (IOException | SecurityException e) {
            return Set.of(); // no /proc: then none is known
        }
    }

    static Set<Long> parse(String mountinfo) {
        Set<Long> local = new HashSet<>();
        for (String line : mountinfo.lines().toList()) {
            if (LOCAL.contains(type(line))) local.add(Long.parseLong(line.substring(0, line.indexOf(' '))));
        }
        return local;
    }

    /// Whether the files of a mount are in memory and nowhere else: using them waits for no device
    /// and no server.
    ///
    /// @param line of mountinfo:
    ///     `number parent major:minor root mount-point options [fields] - type source options`
    public static boolean isInMemory(String line) {
        return IN_MEMORY.contains(type(line));
    }

    /// @return empty if it has none
    private static String type(String line) {
        int type = line.indexOf(" - ") + 3;
        int end = line.indexOf(' ', type);
        return type > 3 && end > 0 ? line.substring(type, end) : "";
    }
}
