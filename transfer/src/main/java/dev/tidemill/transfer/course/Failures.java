package dev.tidemill.transfer.course;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.CorruptCopyException;
import dev.tidemill.transfer.SourceChangedException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// The same failure, told in another way.
public final class Failures {

    private Failures() {}

    /// The failure with the name that the user knows: nobody knows that of a
    /// [dev.tidemill.transfer.file.PartFile], and what a channel throws has none.
    public static FileSystemException named(Path name, IOException e) {
        FileSystemException named = e instanceof FileSystemException failure
                ? sameKind(failure, name.toString(), failure.getOtherFile(), failure.getReason())
                : new FileSystemException(name.toString(), null, e.getMessage());
        named.setStackTrace(e.getStackTrace());
        return named;
    }

    /// The failure of a file that was not opened by the name that the user knows.
    public static FileSystemException renamed(FileSystemException e, Path opened, Path name) {
        if (!opened.toString().equals(e.getFile())) return e;
        FileSystemException renamed = sameKind(e, name.toString(), null, e.getReason());
        renamed.setStackTrace(e.getStackTrace());
        return renamed;
    }

    /// The failure of a copy for whoever awaits it: a fresh exception of the same kind, with this
    /// one as its cause. It names the file that is at fault, what was tried, and why it failed.
    public static Exception ofCopy(Path source, Path target, Exception e) {
        if (!(e instanceof FileSystemException failure)) return e;
        String tried = target.toString().equals(failure.getFile()) ? "copy of " + source : "copy to " + target;
        FileSystemException again = sameKind(failure, failure.getFile(), null, tried + " failed: " + reason(failure));
        again.initCause(e);
        return again;
    }

    /// Why, without names. Those of the JDK that have a class of their own do not say it.
    public static String reason(Exception e) {
        if (e instanceof FileSystemException failure && failure.getReason() != null) return failure.getReason();
        return switch (e) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "is there already";
            case NotDirectoryException _ -> "is not a directory";
            case DirectoryNotEmptyException _ -> "the directory is not empty";
            default -> e.toString();
        };
    }

    /// @param unfinished what became of the bytes until then
    public static FileSystemException withMore(FileSystemException e, String unfinished) {
        FileSystemException more = sameKind(e, e.getFile(), e.getOtherFile(), reason(e) + "; " + unfinished);
        more.setStackTrace(e.getStackTrace());
        return more;
    }

    private static FileSystemException sameKind(
            FileSystemException e, String file, @Nullable String otherFile, @Nullable String reason) {
        return switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(file, otherFile, reason);
            case AccessDeniedException _ -> new AccessDeniedException(file, otherFile, reason);
            case FileAlreadyExistsException _ -> new FileAlreadyExistsException(file, otherFile, reason);
            case SourceChangedException _ -> new SourceChangedException(new Fault(file, reason));
            case CorruptCopyException corrupt ->
                new CorruptCopyException(new Fault(file, reason), corrupt.expectedChecksum(), corrupt.actualChecksum());
            default -> new FileSystemException(file, otherFile, reason);
        };
    }
}
