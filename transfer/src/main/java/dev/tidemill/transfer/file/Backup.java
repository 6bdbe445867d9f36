package dev.tidemill.transfer.file;

import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Provider;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Keeps what a copy replaces under another name; see
/// [dev.tidemill.transfer.CopySettings#backupSuffix()].
final class Backup {

    private static final int MOST_TRIES = 8;

    private Backup() {}

    /// Gives what has the name `target` another one too, which takes the place of an older backup
    /// by one atomic step. It keeps its own until the copy takes that, so there is no moment in
    /// which nothing has it. Where a file cannot have two names there is such a moment.
    ///
    /// @throws FileSystemException if a directory has the name of the backup
    static void make(Path target, String suffix) throws IOException {
        Path backup = target.resolveSibling(target.getFileName() + suffix);
        if (Files.isDirectory(backup, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileSystemException(
                    backup.toString(), null, "is a directory, and not to be replaced by a backup");
        }
        try {
            Path second = link(target);
            try {
                Provider.rename(second, backup);
            } finally {
                Files.deleteIfExists(second); // still there if both are names of one file: rename(2)
                PartName.end(second);
            }
        } catch (NoSuchFileException e) {
            if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) throw Failures.named(backup, e);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Provider.rename(target, backup);
        }
    }

    private static Path link(Path target) throws IOException {
        for (int tries = 1; ; tries++) {
            Path second = PartName.beside(target);
            PartName.begin(second);
            try {
                return Files.createLink(second, target);
            } catch (FileAlreadyExistsException e) {
                PartName.end(second);
                if (tries == MOST_TRIES) throw e;
            } catch (IOException | RuntimeException e) {
                PartName.end(second);
                throw e;
            }
        }
    }
}
