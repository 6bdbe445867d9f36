package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Stat;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.entry.Descriptor;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongConsumer;

/// Copies that move no bytes through this machine: on some file systems two files can share their
/// blocks until one of them is written, and on some the server copies.
public final class SharedBlocks {

    /// The kernel's copy is the server's own here. Elsewhere it copies as any program does, and no
    /// faster; see [Pump].
    private static final Set<Long> ON_SERVERS =
            Set.of(Stat.NFS_SUPER_MAGIC, Stat.SMB2_SUPER_MAGIC, Stat.CIFS_SUPER_MAGIC);

    /// What a server is asked for at once: between two of these a copy can be cancelled.
    private static final long STEP_BYTES = 16L << 20;

    private SharedBlocks() {}

    /// Makes `target` share all blocks of `source`, which is one moment of it: nobody can write in
    /// between.
    ///
    /// @param target null if there are no system calls
    /// @return null if it does; otherwise why not, and nothing has changed
    public static @Nullable String share(Path source, @Nullable Descriptor target) throws IOException {
        if (target == null) return "there are no system calls: " + LibC.unavailabilityCause();
        try (Descriptor from = Descriptor.read(source)) {
            Errno error = target.shareBlocksOf(from);
            return error == null ? null : reason(error);
        }
    }

    private static String reason(Errno error) {
        return switch (error.name()) {
            case "EOPNOTSUPP", "ENOTTY", "EINVAL" -> "the file system has no such thing: " + error;
            case "EXDEV" -> "they are not on the same file system: " + error;
            default -> error.toString();
        };
    }

    /// @throws FileSystemException that says that it had to be
    public static FileSystemException refused(Path source, Path target, @Nullable String why) {
        return new FileSystemException(target.toString(), null, "cannot share blocks with " + source + ": " + why);
    }

    /// Whether a server has the file that would be copied.
    public static boolean isOnServer(@Nullable Descriptor target) {
        return target != null && ON_SERVERS.contains(target.fileSystem());
    }

    /// Has the kernel copy up to `size`, which has the server do it if both files are there.
    ///
    /// @return where the source ends
    public static long copy(
            AsyncFile source, AsyncFile target, long size, CancellationToken token, LongConsumer progress)
            throws IOException, InterruptedException {
        long copied = 0;
        while (copied < size) {
            long step = Math.min(STEP_BYTES, size - copied);
            long more = source.copyTo(copied, step, target, copied, token).await();
            if (more == 0) break;
            copied += more;
            progress.accept(more);
        }
        return copied;
    }
}
