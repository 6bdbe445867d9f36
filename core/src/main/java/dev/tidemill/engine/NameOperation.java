package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileFacts.Moment;
import java.nio.file.CopyOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// Something to do with a name, and not with a file that is open.
///
/// The kernel offers all of it as calls that block. A ring would only have a thread of the kernel
/// make them, one that could not be taken away from a server that does not answer; so threads of
/// the library do, in the lane of the mount. Only a status that is in memory is read by the caller
/// ([CachedStatus]).
public sealed interface NameOperation<T> extends Operation.OnName<T> {

    /// What is known of the file of that name.
    ///
    /// @param found makes what the task gives; called by the engine, so it must neither wait nor
    ///     fail
    /// @param missing what the task gives if there is no such file; null if that is a failure
    /// @param unknown what it gives if that cannot be found out; null if that is a failure
    record Status<T>(
            NativePath path,
            boolean followLinks,
            Function<FileFacts, T> found,
            @Nullable T missing,
            @Nullable T unknown)
            implements NameOperation<T> {

        @Override
        public String kind() {
            return "status";
        }

        @Override
        public String action() {
            return "status";
        }

        /// What the task gives instead of a failure.
        ///
        /// @param isMissing whether it is that there is no such file
        public @Nullable T instead(boolean isMissing) {
            return isMissing ? missing : unknown;
        }
    }

    /// Removes a file, a symbolic link or an empty directory.
    ///
    /// @param missing what the task gives if there is none; null if that is a failure
    record Remove<T>(
            NativePath path, @Nullable T removed, @Nullable T missing) implements NameOperation<T> {
        @Override
        public String kind() {
            return "delete";
        }

        @Override
        public String action() {
            return "delete";
        }
    }

    /// Makes a directory; gives nothing but success.
    ///
    /// @param permissions before the umask
    record MakeDirectory<T>(NativePath path, int permissions, T result) implements NameOperation<T> {

        /// Less the umask, as everywhere.
        public static final int ALL_PERMISSIONS = 0777;

        @Override
        public String kind() {
            return "create directory";
        }

        @Override
        public String action() {
            return "creation of a directory";
        }
    }

    /// Says when a file was modified and read last.
    ///
    /// @param modified null to leave it
    /// @param accessed null to leave it
    record SetTimes<T>(
            NativePath path,
            boolean followLinks,
            @Nullable Moment modified,
            @Nullable Moment accessed,
            T result) implements NameOperation<T> {
        @Override
        public String kind() {
            return "set times";
        }

        @Override
        public String action() {
            return "setting of times";
        }
    }

    /// Another name for a file.
    record Link<T>(NativePath path, NativePath existing, T result) implements NameOperation<T> {
        @Override
        public String kind() {
            return "link";
        }

        @Override
        public String otherName() {
            return existing.toString();
        }

        @Override
        public String action() {
            return "link to " + existing;
        }
    }

    /// A symbolic link.
    ///
    /// @param target what it says; nobody looks whether there is such a file
    record MakeSymbolicLink<T>(NativePath path, Path target, T result) implements NameOperation<T> {
        @Override
        public String kind() {
            return "symbolic link";
        }

        @Override
        public String action() {
            return "creation of a symbolic link to " + target;
        }
    }

    /// Moves a file, as [java.nio.file.Files#move].
    record Move<T>(NativePath path, NativePath target, List<CopyOption> options, T result) implements NameOperation<T> {

        public Move {
            options = List.copyOf(options);
        }

        @Override
        public String kind() {
            return "move";
        }

        @Override
        public String otherName() {
            return target.toString();
        }

        @Override
        public String action() {
            return "move to " + target;
        }
    }
}
