package dev.tidemill.transfer;

import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongConsumer;

/// Copies that move no bytes: on some file systems two files can share their blocks, until one of
/// them is written. The system's own copy does that, which is what the JDK's `transferTo` asks for.
final class SharedBlocks {

    /// On these it is worth while to ask. One that cannot share after all copies as it would
    /// anyway.
    private static final Set<String> FILE_SYSTEMS = Set.of("btrfs", "xfs");

    /// Where files are is read from the table of mounts, and a small file is copied meanwhile.
    private static final long FEWEST_BYTES = 16L << 20;

    /// What is asked for at once: between two of these a copy can be cancelled.
    private static final long STEP_BYTES = 64L << 20;

    private SharedBlocks() {}

    /// Whether a file system may have two such files share their blocks.
    static boolean areLikely(Path source, Status status, Path target) {
        if (status.kind() != Status.Kind.FILE || status.size() < FEWEST_BYTES) return false;
        try {
            FileStore store = Files.getFileStore(source);
            return FILE_SYSTEMS.contains(store.type()) && store.equals(Files.getFileStore(target));
        } catch (IOException e) {
            return false; // no such mount: in a container the table may not have it
        }
    }

    /// Copies up to the end of `source`.
    ///
    /// @param target empty
    /// @param progress told of bytes as they are there
    /// @return bytes copied
    static long copy(FileChannel source, FileChannel target, CancellationToken token, LongConsumer progress)
            throws IOException {
        long copied = 0;
        while (true) {
            token.throwIfCancelled();
            long more = source.transferTo(copied, STEP_BYTES, target);
            if (more == 0) return copied;
            copied += more;
            progress.accept(more);
        }
    }
}
