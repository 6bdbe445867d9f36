package dev.tidemill.cli;

import dev.tidemill.transfer.FailedEntry;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why something failed, without the names: those are shown in another way.
final class Reasons {

    private Reasons() {}

    static String of(FailedEntry entry) {
        Exception e = entry.exception();
        if (e instanceof FileSystemException failure && failure.getReason() != null) return failure.getReason();
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException denied ->
                entry.source().toString().equals(denied.getFile())
                        ? "permission denied at the source"
                        : "permission denied at the target";
            case FileAlreadyExistsException _ -> "is there already";
            case NotDirectoryException _ -> "is not a directory";
            case DirectoryNotEmptyException _ -> "the directory is not empty";
            default -> e.toString();
        };
    }
}
