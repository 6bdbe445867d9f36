package dev.tidemill.transfer.verify;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.file.FileStatus;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.VerifySettings;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// What everything in one verification goes by.
public record Scope(Tidemill io, VerifySettings settings, CancellationToken token) {

    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    /// Of what has this very name, and may be a link.
    FileStatus status(Path path) throws IOException, InterruptedException {
        return AsyncFiles.status(io, path, token, NOFOLLOW).await();
    }

    /// Of what `path` leads to.
    FileStatus statusFollowing(Path path) throws IOException, InterruptedException {
        return AsyncFiles.status(io, path, token).await();
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
