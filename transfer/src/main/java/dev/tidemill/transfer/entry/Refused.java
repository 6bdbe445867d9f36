package dev.tidemill.transfer.entry;

import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// An entry of a tree cannot be copied. It knows what was tried and why not, and no names: those
/// are made of the directories on the way only where somebody is told.
public final class Refused extends Exception {

    private static final long serialVersionUID = 1;

    public enum Side {
        SOURCE,
        TARGET
    }

    private final Side side;
    private final String action;
    private final int result;

    private Refused(Side side, String action, int result) {
        super(action, null, false, false);
        this.side = side;
        this.action = action;
        this.result = result;
    }

    /// @return `result`, if it is no error
    public static int source(String action, long result) throws Refused {
        if (result < 0) throw new Refused(Side.SOURCE, action, (int) result);
        return (int) result;
    }

    /// @return `result`, if it is no error
    public static int target(String action, long result) throws Refused {
        if (result < 0) throw new Refused(Side.TARGET, action, (int) result);
        return (int) result;
    }

    /// It is for another reason than that the system says so.
    public static Refused because(Side side, String reason) {
        return new Refused(side, reason, 0);
    }

    /// The name is taken, and is to be kept.
    public static Refused taken() {
        return new Refused(Side.TARGET, TAKEN, 0);
    }

    public static final String RENAME = "rename";
    private static final String TAKEN = "is there already";

    /// A negated errno, or 0.
    public int result() {
        return result;
    }

    /// Whether a part was not there any more when it was to get its name.
    public boolean isGone() {
        return side == Side.TARGET && action.equals(RENAME) && result == -Errno.ENOENT.number();
    }

    public IOException toException(Path source, Path target) {
        Path path = side == Side.SOURCE ? source : target;
        if (result < 0) return DirectoryCalls.failure(path, action, result);
        Path other = side == Side.SOURCE ? target : source;
        return action.equals(TAKEN)
                ? new FileAlreadyExistsException(path.toString(), null, TAKEN)
                : new FileSystemException(path.toString(), other.toString(), action);
    }
}
