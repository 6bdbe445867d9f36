package dev.tidemill.transfer.tree;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.block.Contents;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.PartFile;
import dev.tidemill.transfer.file.Replacement;
import dev.tidemill.transfer.file.Targets;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A copy and its name, which something may have: what [Replacing] decides by descriptors, by
/// paths.
///
/// @param isFollowed whether the source may be a link to what is copied
/// @param status of the source
public record Claim(
        Tidemill io,
        Path source,
        boolean isFollowed,
        Status status,
        Path target,
        CopySettings settings,
        CancellationToken token) {

    /// @throws FileSystemException if what is there must not be replaced
    public Decision decide() throws IOException, InterruptedException {
        Status there = Status.orNull(target);
        if (there == null) return Decision.COPY;
        if (there.kind() == Status.Kind.DIRECTORY) throw refused("is a directory, and not to be replaced");
        if (there.kind() == Status.Kind.OTHER && status.kind() != Status.Kind.OTHER) throw refused(Targets.NOT_A_FILE);
        Replacement rule = Replacement.of(settings.existing(), status, there);
        if (settings.existing() == Existing.KEEP) return Decision.KEEP;
        if (rule == Replacement.REFUSE) {
            throw new FileAlreadyExistsException(target.toString(), null, "is there already, and to be kept");
        }
        if (there.isSameFileAs(status)) {
            throw new FileSystemException(source.toString(), target.toString(), "these are the same file");
        }
        return switch (rule) {
            case KEEP -> Decision.KEEP;
            case COPY_IF_CONTENT_DIFFERS -> hasContent() ? Decision.KEEP_CONTENT : Decision.REPLACE;
            default -> Decision.REPLACE;
        };
    }

    /// Gives what has the content of the source everything else that a copy would have.
    ///
    /// @return what it could not get
    public @Nullable IOException keepContent() throws IOException {
        return PartFile.copyAttributes(source, isFollowed, status, target, target, settings);
    }

    private FileSystemException refused(String reason) {
        return new FileSystemException(target.toString(), null, reason);
    }

    /// Both are of the same kind and size.
    private boolean hasContent() throws IOException, InterruptedException {
        return switch (status.kind()) {
            // what says that it is empty may not be: see FileCopy
            case FILE -> status.size() > 0 && Contents.areSame(io, source, target, status.size(), token);
            case LINK ->
                Files.readSymbolicLink(source)
                        .toString()
                        .equals(Files.readSymbolicLink(target).toString());
            default -> false;
        };
    }
}
