package dev.tidemill.transfer;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// Copies a symbolic link as what it is: a name and a time, wherever it leads, or nowhere.
final class LinkCopy {

    private static final int MOST_TRIES = 8;

    private LinkCopy() {}

    static void run(Path source, Status status, Path target) throws IOException {
        Path leadsTo = Files.readSymbolicLink(source);
        for (int tries = 1; ; tries++) {
            Path part = PartName.beside(target);
            try {
                Files.createSymbolicLink(part, leadsTo);
                status.applyTimesTo(part);
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                return;
            } catch (FileAlreadyExistsException | NoSuchFileException e) {
                // the name was taken, or the link was swept away: see Leftovers
                if (tries == MOST_TRIES) throw Failures.named(target, e);
            } catch (FileSystemException e) {
                Files.deleteIfExists(part);
                throw Failures.named(target, e);
            }
        }
    }
}
