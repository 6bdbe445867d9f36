package dev.tidemill.engine;

import dev.tidemill.linux.Errno;
import dev.tidemill.task.Failure;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;

/// What was written could not be brought to the device, and what of it is there nobody knows.
///
/// The kernel says so once. The pages that it could not write count as written from then on, so the
/// next fsync(2) succeeds and means nothing. Hence a file remembers the first one that failed, and
/// says so to everybody who asks later, last of all to whoever closes it.
///
/// It does not hold the file: that holds the task of closing, which fails with this.
///
/// @param first the failure, as a part of a sentence
record SyncFailed(String subject, String first) implements Failure {

    /// Notes in the file that `operation` failed, if that says that something is lost.
    static void note(Operation<?> operation, Failure failure) {
        if (!(operation instanceof Operation.Sync) && !(operation instanceof RangeOperation.WriteBack)) return;
        FileHandle file = operation.file();
        if (file == null || !file.kind().hasPositions() || !losesBytes(failure)) return; // a stream keeps no pages
        file.syncFailed(new SyncFailed(operation.subject(), reason(failure)));
    }

    private static boolean losesBytes(Failure failure) {
        return switch (failure) {
            case SystemCallFailure(var _, int errno, var _) ->
                switch (Errno.of(errno).name()) {
                    // there is no such call, or not for this kind of file; or it was not made
                    case "EINVAL", "EROFS", "EBADF", "ESPIPE", "EOPNOTSUPP", "ENOSYS", "EINTR", "ECANCELED" -> false;
                    default -> true;
                };
            case SyncFailed _ -> false; // known
            case ClosedFile _ -> false;
            default -> failure.toException() instanceof java.io.IOException e && !(e instanceof ClosedChannelException);
        };
    }

    private static String reason(Failure failure) {
        Exception e = failure.toException();
        String reason = e instanceof FileSystemException failed ? failed.getReason() : null;
        return reason == null ? String.valueOf(e.getMessage()) : reason;
    }

    @Override
    public FileSystemException toException() {
        return new FileSystemException(
                subject, null, "an earlier " + first + "; nobody knows what of the file is on the device");
    }
}
