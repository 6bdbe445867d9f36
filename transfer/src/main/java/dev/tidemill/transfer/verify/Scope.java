package dev.tidemill.transfer.verify;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.FileStatus;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.VerifySettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// What everything in one verification goes by.
public record Scope(Tidemill io, VerifySettings settings, CancellationToken token) {

    private static final int S_IFMT = 0170000;
    private static final int S_IFBLK = 0060000;

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /// Of what has this very name, and may be a link.
    FileStatus status(Path path) throws IOException, InterruptedException {
        return AsyncFiles.status(io, path, token, NOFOLLOW).await();
    }

    /// Of what `path` leads to.
    FileStatus statusFollowing(Path path) throws IOException, InterruptedException {
        return AsyncFiles.status(io, path, token).await();
    }

    /// A file, or a device with blocks, as one to which an image was written.
    static boolean hasBytes(FileStatus status) {
        return status.isRegularFile() || isBlockDevice(status);
    }

    static boolean isBlockDevice(FileStatus status) {
        return (status.mode() & S_IFMT) == S_IFBLK;
    }

    /// How many bytes can be read of what `path` leads to; 0 if it is neither a file nor a device
    /// with blocks. The size of such a device is not in its status.
    long bytes(Path path, FileStatus status) throws IOException {
        if (status.isRegularFile()) return status.size();
        if (!isBlockDevice(status)) return 0;
        try (FileChannel device = FileChannel.open(path, StandardOpenOption.READ)) {
            return device.size(); // which asks the device
        }
    }

    /// What is below `root`.
    TreeNames names(Path root) {
        return new TreeNames(this, root);
    }

    /// Whether a path takes part that was not found by going down to it.
    boolean accepts(Path name) {
        for (int i = 1; i < name.getNameCount(); i++) {
            if (!settings.filter().accepts(name.subpath(0, i), true)) return false;
        }
        return settings.filter().accepts(name, false);
    }
}
