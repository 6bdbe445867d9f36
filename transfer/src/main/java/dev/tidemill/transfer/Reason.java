package dev.tidemill.transfer;

import dev.tidemill.transfer.course.Failures;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Why something failed, in words for people who do not know the calls of the system: which side it
/// was is said as what could not be done to it.
final class Reason {

    /// What was tried, the name of the error, its text, and what else there is to say.
    private static final Pattern OF_CALL =
            Pattern.compile("(.+?) failed: (E[A-Z0-9]+) \\((.+?)\\)(.*)", Pattern.DOTALL);

    /// What the JDK says of a full file system, in English.
    private static final Pattern NO_ROOM =
            Pattern.compile("\\b(ENOSPC|EDQUOT)\\b|No space left on device|Disk quota exceeded");

    /// So begins what was tried in the end: to give it an attribute.
    private static final String IS_THERE = "the copy is there";

    private Reason() {}

    static String of(Exception e, boolean isOfTarget) {
        String tried = isOfTarget ? "cannot be written: " : "cannot be read: ";
        String reason = Failures.reason(e);
        Matcher call = OF_CALL.matcher(reason);
        if (call.matches()) {
            String failed = isOfTarget || call.group(1).startsWith(IS_THERE) ? atTarget(call.group(1)) : tried;
            return failed + uncapitalized(call.group(3)) + " (" + call.group(2) + ")" + call.group(4);
        }
        boolean isDenied = e instanceof AccessDeniedException;
        boolean isMissing = isOfTarget && e instanceof NoSuchFileException;
        boolean isOfJdk = e instanceof FileSystemException failure && failure.getReason() == null;
        if (isDenied || (isMissing && isOfJdk)) return tried + uncapitalized(reason);
        return reason;
    }

    /// The content may be there, and something else not.
    private static String atTarget(String action) {
        return switch (action) {
            case "chown" -> "cannot have its owner: ";
            case "chmod" -> "cannot have its permissions: ";
            case "setting times" -> "cannot have its times: ";
            case "syncfs", "fsync", "force" -> "may not be on the device: ";
            default -> action.startsWith(IS_THERE) ? action + " failed: " : "cannot be written: ";
        };
    }

    static boolean isNoRoom(Exception e) {
        return e.getMessage() != null && NO_ROOM.matcher(e.getMessage()).find();
    }

    private static String uncapitalized(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
