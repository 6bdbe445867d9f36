package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.CachedStatus;
import dev.tidemill.engine.FileFacts;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Task;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/// What can be said of a file from its status alone.
final class Statuses {

    /// A look at what is in memory costs the caller less than to have it done; who starts many has
    /// some of them done by the other processors meanwhile.
    private static final Turns TURNS = new Turns(64);

    private Statuses() {}

    static Task<FileStatus> status(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, FileStatus::new, null, null);
    }

    static Task<Boolean> exists(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, _ -> true, false, false);
    }

    /// What cannot be looked at may be there.
    static Task<Boolean> notExists(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, _ -> false, true, false);
    }

    static Task<Boolean> isRegularFile(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, FileFacts::isRegularFile, false, false);
    }

    static Task<Boolean> isDirectory(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, FileFacts::isDirectory, false, false);
    }

    static Task<Boolean> isSymbolicLink(Tidemill io, Path path, CancellationToken token) {
        return ask(io, path, token, NOFOLLOW, FileFacts::isSymbolicLink, false, false);
    }

    static Task<Long> size(Tidemill io, Path path, CancellationToken token) {
        return ask(io, path, token, FOLLOW, FileFacts::size, null, null);
    }

    static Task<FileTime> lastModifiedTime(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, facts -> facts.modified().toFileTime(), null, null);
    }

    static Task<Set<PosixFilePermission>> permissions(
            Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return ask(io, path, token, options, FileStatus::permissions, null, null);
    }

    private static final LinkOption[] FOLLOW = {};
    private static final LinkOption[] NOFOLLOW = {LinkOption.NOFOLLOW_LINKS};

    private static <T> Task<T> ask(
            Tidemill io,
            Path path,
            CancellationToken token,
            LinkOption[] options,
            Function<FileFacts, T> found,
            @Nullable T missing,
            @Nullable T unknown) {
        NativePath name = NativePath.of(path);
        boolean follow = followLinks(options);
        boolean here = !token.isCancelled()
                && !(Thread.currentThread() instanceof NonBlockingThread)
                && !io.engine().isClosed();
        boolean forEngine = here && TURNS.isForEngine();
        if (here && !forEngine) {
            FileFacts facts = CachedStatus.read(name, follow);
            if (facts != null) return Task.completed(found.apply(facts));
        }
        Task<T> task = io.engine().submit(new NameOperation.Status<>(name, follow, found, missing, unknown), token);
        if (forEngine) TURNS.left(task);
        return task;
    }

    /// There is one option, and it says not to.
    static boolean followLinks(LinkOption[] options) {
        for (LinkOption option : options) Objects.requireNonNull(option, "option");
        return options.length == 0;
    }
}
