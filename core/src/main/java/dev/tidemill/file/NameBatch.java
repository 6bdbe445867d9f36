package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

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
                (_, name) -> new NameOperation.Status<>(name, follow, FileStatus::new, null, null),
                token);
    }

    @SuppressWarnings("NullAway") // the only value of Void
    static Task<List<Outcome<Void>>> deleteAll(Tidemill io, Collection<Path> paths, CancellationToken token) {
        return start(io, "delete", paths, (_, name) -> new NameOperation.Remove<Void>(name, null, null), token);
    }

    static Task<List<Outcome<byte[]>>> readAll(Tidemill io, Collection<Path> paths, CancellationToken token) {
        return start(io, "read of whole files", paths, (_, name) -> new Operation.ReadFile(name), token);
    }

    static Task<List<Outcome<Void>>> writeAll(
            Tidemill io, Map<Path, byte[]> files, OpenMode mode, CancellationToken token) {
        List<Path> paths = new ArrayList<>(files.size());
        List<MemorySegment> contents = new ArrayList<>(files.size());
        files.forEach((path, bytes) -> {
            paths.add(path);
            contents.add(MemorySegment.ofArray(bytes));
        });
        return start(
                io,
                "write of whole files",
                paths,
                (number, name) -> new Operation.WriteFile(name, mode, contents.get(number)),
                token);
    }

    private static <T> Task<List<Outcome<T>>> start(
            Tidemill io, String action, Collection<Path> paths, ManyNames.Each<T> each, CancellationToken token) {
        List<Path> names = List.copyOf(paths);
        for (Path path : names) NativePath.requireDefaultFileSystem(path);
        if (names.isEmpty()) return Task.completed(List.of());
        return io.engine().submit(new ManyNames<>(action, names, each), token);
    }
}
