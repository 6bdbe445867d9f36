package dev.tidemill.transfer;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The same failure, told in another way.
final class Failures {

    private Failures() {}

    /// The failure with the name that the user knows: nobody knows that of a [PartFile], and what a
    /// channel throws has none.
    static FileSystemException named(Path name, IOException e) {
        FileSystemException named = e instanceof FileSystemException failure
                ? sameKind(failure, name.toString())
                : new FileSystemException(name.toString(), null, e.getMessage());
        named.setStackTrace(e.getStackTrace());
        return named;
    }

    /// A fresh exception of the same kind, with the stack of whoever calls, and this one as its
    /// cause.
    static Exception again(Exception e) {
        if (!(e instanceof FileSystemException failure)) return e;
        FileSystemException again = sameKind(failure, failure.getFile());
        again.initCause(e);
        return again;
    }

    private static FileSystemException sameKind(FileSystemException e, String file) {
        return switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(file, e.getOtherFile(), e.getReason());
            case AccessDeniedException _ -> new AccessDeniedException(file, e.getOtherFile(), e.getReason());
            case FileAlreadyExistsException _ -> new FileAlreadyExistsException(file, e.getOtherFile(), e.getReason());
            default -> new FileSystemException(file, e.getOtherFile(), e.getReason());
        };
    }
}
