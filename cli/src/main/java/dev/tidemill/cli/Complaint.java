package dev.tidemill.cli;

import dev.tidemill.transfer.FailedEntry;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Function;

/// What is wrong, in a line for people.
final class Complaint {

    private Complaint() {}

    /// Of an entry that was not copied: the name that is at fault, and why.
    ///
    /// @param shown a name as it can be shown
    static String of(FailedEntry entry, Function<Path, String> shown) {
        String reason = entry.reason();
        boolean isOfBoth = reason.startsWith("these are");
        String other = isOfBoth ? " and " + shown.apply(entry.target()) : "";
        return shown.apply(entry.path()) + other + ": " + reason + help(reason);
    }

    /// Whether its device has said that it does not have it.
    static boolean isOfDevice(FailedEntry entry) {
        return entry.reason().startsWith("may not be on the device: ");
    }

    /// Whether it is of a directory that is not there, and so of everything in it, which nobody
    /// tells of one by one.
    static boolean isOfAllInIt(FailedEntry entry) {
        return entry.reason().startsWith("cannot be written: ")
                && Files.isDirectory(entry.source(), LinkOption.NOFOLLOW_LINKS);
    }

    /// What to do about it, if an option does.
    private static String help(String reason) {
        if (reason.startsWith("cannot have its owner: ")) return "; --no-preserve=ownership leaves it out";
        if (reason.startsWith("cannot have its permissions: ")) return "; --no-preserve=mode leaves them out";
        if (reason.startsWith("cannot have its times: ")) return "; --no-preserve=timestamps leaves them out";
        if (reason.startsWith("the copy is there, but giving it the attribute ")) {
            return "; --no-preserve=xattr,acl leaves them out";
        }
        return "";
    }

    /// Of a failure that ends everything, with the name of the file.
    static String of(IOException e) {
        if (!(e instanceof FileSystemException failure) || failure.getReason() != null) {
            return String.valueOf(e.getMessage());
        }
        return failure.getFile()
                + switch (failure) {
                    case NoSuchFileException _ -> ": no such file or directory";
                    case AccessDeniedException _ -> ": permission denied";
                    default -> ": " + failure;
                };
    }
}
