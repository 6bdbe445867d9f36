package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/// An operation, as the JDK's flight recorder shows it: from its acceptance to its end.
///
/// The stack would be that of the thread that takes completions, and says nothing.
@Name("dev.tidemill.Operation")
@Label("Operation")
@Category("Tidemill")
@Description("An operation of an engine, such as an open, a read or a write, from its acceptance to its end")
@Threshold("20 ms")
@StackTrace(false)
final class OperationEvent extends Event {

    /// Shown as "N/A".
    private static final long NOT_AVAILABLE = Long.MIN_VALUE;

    private static final OperationEvent ANY = new OperationEvent();

    @Label("Operation")
    @Nullable
    String operation;

    @Label("Path")
    @Nullable
    String path;

    @Label("Position")
    @Description("Where a transfer begins, in bytes from the start of the file")
    long position = NOT_AVAILABLE;

    @Label("Length")
    @Description("What was to be read or written")
    @DataAmount
    long length = NOT_AVAILABLE;

    @Label("Transferred")
    @Description("What was read or written")
    @DataAmount
    long transferred;

    @Label("Outcome")
    @Description("succeeded, failed, cancelled, closed or detached")
    @Nullable
    String outcome;

    @Label("Result")
    @Description("What happened, in words")
    @Nullable
    String result;

    @Label("Error")
    @Description("The name of the error number, if a system call failed")
    @Nullable
    String error;

    @Label("Tag")
    @Nullable
    String tag;

    @Label("Started By")
    @Description("The thread that began the operation")
    @Nullable
    Thread startedBy;

    /// Whether a recording wants any.
    static boolean isWanted() {
        return ANY.isEnabled();
    }
}
