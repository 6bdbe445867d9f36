package dev.tidemill.transfer.entry;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.CopySettings;
import java.io.IOException;
import java.nio.file.Path;

/// Gives one file everything of another that [CopySettings#attributes] asks for; with system calls.
public final class FileAttributes {

    private FileAttributes() {}

    /// @param copy still under the name that nobody knows
    /// @param shown the name of the copy for failures
    /// @return what it should have and could not get, while the rest is as it should be
    public static @Nullable IOException copy(
            Path source, boolean isFollowed, Path copy, Path shown, CopySettings settings) throws IOException {
        try (TreeMemory memory = new TreeMemory(0)) {
            int to = Refused.target("open", open(memory, copy, Fcntl.O_NOFOLLOW));
            try {
                return copy(memory, source, isFollowed, to, shown, settings);
            } finally {
                var _ = LibC.close(to);
            }
        } catch (Refused e) {
            throw e.toException(source, shown);
        }
    }

    /// As the other, for a copy that is open.
    public static @Nullable IOException copy(
            Path source, boolean isFollowed, Descriptor copy, Path shown, CopySettings settings) throws IOException {
        try (TreeMemory memory = new TreeMemory(0)) {
            return copy(memory, source, isFollowed, copy.fd(), shown, settings);
        } catch (Refused e) {
            throw e.toException(source, shown);
        }
    }

    private static @Nullable IOException copy(
            TreeMemory memory, Path source, boolean isFollowed, int to, Path shown, CopySettings settings)
            throws Refused {
        int from = Refused.source("open", open(memory, source, isFollowed ? 0 : Fcntl.O_NOFOLLOW));
        try {
            Facts facts = new Facts();
            Refused.source("status", memory.status(from, facts));
            Refused lacking = new EntryAttributes(memory, settings).apply(facts, from, to, -1, -1, -1);
            return lacking == null ? null : lacking.toException(source, shown);
        } finally {
            var _ = LibC.close(from);
        }
    }

    private static int open(TreeMemory memory, Path path, int flags) {
        int all = flags | Fcntl.O_RDONLY | Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK;
        return TreeMemory.open(Fcntl.AT_FDCWD, memory.name(NativePath.of(path).bytes()), all, 0);
    }
}
