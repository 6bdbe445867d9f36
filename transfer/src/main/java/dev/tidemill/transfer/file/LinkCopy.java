package dev.tidemill.transfer.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.PathAttributes;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// What gets its name by one step and has no bytes to be written: a symbolic link, and one more
/// name of a file.
public final class LinkCopy {

    private static final int MOST_TRIES = 8;

    private LinkCopy() {}

    private interface Making {
        void make(Path part) throws IOException;
    }

    /// Copies a symbolic link as what it is: a name and a time, wherever it leads, or nowhere.
    ///
    /// @return what it should have and could not get
    public static @Nullable IOException symbolic(Path source, Status status, Path target, CopySettings settings)
            throws IOException {
        Path leadsTo = Provider.translated(target.getFileSystem(), Files.readSymbolicLink(source));
        IOException[] lacking = new IOException[1];
        make(target, settings, part -> {
            try {
                Files.createSymbolicLink(part, leadsTo);
            } catch (UnsupportedOperationException e) {
                throw new FileSystemException(target.toString(), null, "the file system has no symbolic links");
            }
            lacking[0] = PathAttributes.copy(source, false, status, part, target, settings.attributes());
        });
        return lacking[0];
    }

    /// Gives a copy that is there one more name.
    ///
    /// @return false if it can have no more
    public static boolean hard(Path copy, Path target, CopySettings settings) throws IOException {
        try {
            make(target, settings, part -> {
                try {
                    Files.createLink(part, copy);
                } catch (FileAlreadyExistsException e) {
                    throw e;
                } catch (FileSystemException e) {
                    throw new UnsupportedOperationException(e); // a file can have only so many names, or one
                }
            });
            return true;
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    private static void make(Path target, CopySettings settings, Making making) throws IOException {
        for (int tries = 1; ; tries++) {
            Path part = PartName.beside(target);
            PartName.begin(part);
            boolean isMade = false;
            try {
                making.make(part);
                isMade = true;
                PartFile.publish(part, target, settings);
                return;
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                // the name was taken, or the link was swept away: see Leftovers
                boolean isTargetTaken = isMade && e instanceof FileAlreadyExistsException;
                if (tries == MOST_TRIES || isTargetTaken) throw Failures.named(target, e);
            } catch (FileSystemException e) {
                throw Failures.named(target, e);
            } finally {
                Files.deleteIfExists(part); // also if both were names of one file: rename(2)
                PartName.end(part);
            }
        }
    }
}
