package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// The same for many names, as one operation: what one of them costs is the system call.
final class NameBatch {

    private NameBatch() {}

    static Task<List<Outcome<FileStatus>>> statuses(
            Tidemill io, Collection<Path> paths, CancellationToken token, LinkOption... options) {
        boolean follow = Statuses.followLinks(options);
        return start(
                io,
                "status",
                paths,
                name -> new NameOperation.Status<>(name, follow, FileStatus::new, null, null),
                token);
    }

    @SuppressWarnings("NullAway") // the only value of Void
    static Task<List<Outcome<Void>>> deleteAll(Tidemill io, Collection<Path> paths, CancellationToken token) {
        return start(io, "delete", paths, name -> new NameOperation.Remove<Void>(name, null, null), token);
    }

    private static <T> Task<List<Outcome<T>>> start(
            Tidemill io,
            String action,
            Collection<Path> paths,
            Function<NativePath, NameOperation<T>> each,
            CancellationToken token) {
        List<Path> names = List.copyOf(paths);
        for (Path path : names) NativePath.requireDefaultFileSystem(path);
        if (names.isEmpty()) return Task.completed(List.of());
        return io.engine().submit(new ManyNames<>(action, names, each), token);
    }
}
