package dev.tidemill.engine;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import java.nio.file.Path;
import java.util.Optional;

/// What there is to wait for the exit of a process with; see pidfd_open(2).
///
/// A number means another process as soon as the first one has ended and its parent knows. A
/// descriptor does not, so the order matters: first the descriptor, then the question whether the
/// number is still that of the process. A process keeps its number from its start on, so if it has
/// it now, it had it when the descriptor was opened.
public sealed interface ExitWatch {

    /// The process has ended.
    enum Over implements ExitWatch {
        INSTANCE
    }

    /// The process, as a descriptor that can be read when it has ended.
    record Descriptor(DescriptorHandle file) implements ExitWatch {}

    /// The system gives no descriptor to this process any more.
    record Refused(Operation.AwaitExit operation, int errno) implements ExitWatch {}

    /// The system has no such thing, or does not let us, or the handle is not one of the JDK's.
    enum NotHere implements ExitWatch {
        INSTANCE
    }

    /// Opens the descriptor of `process`; does not wait.
    static ExitWatch of(ProcessHandle process) {
        if (!LibC.isAvailable()) return withoutDescriptor(process);
        int fd = LibC.pidfd_open((int) process.pid(), 0);
        if (fd >= 0) return ofDescriptor(process, fd);
        return switch (Errno.of(-fd).name()) {
            case "EMFILE", "ENFILE", "ENOMEM" -> new Refused(new Operation.AwaitExit(process, null), -fd);
            default -> withoutDescriptor(process); // ESRCH; a filter; a kernel before 5.3
        };
    }

    private static ExitWatch ofDescriptor(ProcessHandle process, int fd) {
        try {
            if (ProcessHandle.of(process.pid()).equals(Optional.of(process))) {
                NativePath path = NativePath.of(Path.of("/proc", Long.toString(process.pid())));
                return new Descriptor(new DescriptorHandle(
                        fd, path, OpenMode.READ, FileKind.STREAM, 0, DescriptorHandle::closeDescriptor));
            }
        } catch (Throwable e) {
            var _ = LibC.close(fd);
            throw e;
        }
        var _ = LibC.close(fd);
        return withoutDescriptor(process); // the number is another's, or of another machine
    }

    /// The JDK waits for whoever has the number now, so it is asked before whether the process has.
    private static ExitWatch withoutDescriptor(ProcessHandle process) {
        return process.isAlive() ? NotHere.INSTANCE : Over.INSTANCE;
    }
}
