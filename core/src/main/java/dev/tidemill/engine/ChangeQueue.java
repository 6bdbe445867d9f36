package dev.tidemill.engine;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Inotify;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// What happens in directories, as a stream that the kernel writes; see inotify(7). Read as any
/// other stream, so nobody waits in a call.
public final class ChangeQueue {

    private static final int WANTED = Inotify.IN_CREATE
            | Inotify.IN_MODIFY
            | Inotify.IN_ATTRIB
            | Inotify.IN_DELETE
            | Inotify.IN_DELETE_SELF
            | Inotify.IN_MOVED_FROM
            | Inotify.IN_MOVED_TO
            | Inotify.IN_ONLYDIR
            | Inotify.IN_EXCL_UNLINK;

    private final DescriptorHandle file;

    private ChangeQueue(DescriptorHandle file) {
        this.file = file;
    }

    /// Opens one without directories; does not wait.
    ///
    /// @param engine of the reads
    /// @param path for messages
    public static ChangeQueue open(Engine engine, NativePath path) throws IOException {
        int fd = LibC.inotify_init1(Inotify.IN_CLOEXEC);
        if (fd < 0) throw failure(path.path(), fd);
        return new ChangeQueue(new DescriptorHandle(
                fd, path, OpenMode.READ, FileKind.STREAM, 0, file -> closeElsewhere(engine, file)));
    }

    /// The kernel waits until nobody tells it anything any more, some milliseconds, and a ring's
    /// thread must not.
    private static void closeElsewhere(Engine engine, DescriptorHandle file) {
        var closed = new AtomicBoolean();
        Runnable close = () -> { // once: the number may be that of another file by then
            if (closed.compareAndSet(false, true)) file.closeDescriptor();
        };
        engine.submit(
                        new Operation.Blocking<>(file.path(), "close", () -> {
                            close.run();
                            return true;
                        }),
                        CancellationToken.none())
                .whenCompleteAsync(
                        (_, refused) -> {
                            if (refused != null) close.run(); // the engine is closed, or lets go of it
                        },
                        Tasks.inline())
                .forget();
    }

    /// What to read.
    public FileHandle file() {
        return file;
    }

    /// Watches a directory; may block.
    ///
    /// @param follow whether the path may end in a symbolic link to one
    /// @return its number, the same as before if it is watched already
    public int add(DirectoryCalls calls, NativePath directory, boolean follow) {
        if (directory.bytes().length < NativePath.MAX_BYTES) return add(directory.bytes(), follow);
        int opened = calls.openPath(directory.bytes(), follow);
        if (opened < 0) return opened;
        int result = add(("/proc/self/fd/" + opened).getBytes(StandardCharsets.US_ASCII), true);
        DirectoryCalls.close(opened);
        return result;
    }

    private int add(byte[] path, boolean follow) {
        if (!file.acquire()) return -Errno.EBADF.number();
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocate(path.length + 1L).address();
            Memory.putCString(name, path);
            return LibC.inotify_add_watch(file.fd(), name, WANTED | (follow ? 0 : Inotify.IN_DONT_FOLLOW));
        } finally {
            if (file.release()) file.closeNow();
        }
    }

    /// Whether that result of [#add] says that the queue is closed.
    public static boolean isClosed(int result) {
        return result == -Errno.EBADF.number();
    }

    /// Whether that result of [#add] is about the directory alone: it is gone, or is something else
    /// by now, or may not be read.
    public static boolean isOfDirectory(int result) {
        return DirectoryCalls.isMissing(result)
                || DirectoryCalls.isNoDirectory(result)
                || result == -Errno.EACCES.number();
    }

    /// Watches a directory no longer.
    public void remove(int watch) {
        if (!file.acquire()) return;
        var _ = LibC.inotify_rm_watch(file.fd(), watch); // it may be gone already
        if (file.release()) file.closeNow();
    }

    /// The exception for a result of [#add].
    public static IOException failure(Path path, int result) {
        Errno error = Errno.of(-result);
        String help = switch (error.name()) {
            case "ENOSPC" -> "; the user has as many directories watched as he may: fs.inotify.max_user_watches";
            case "EMFILE" ->
                "; the user watches as often as he may: fs.inotify.max_user_instances; or this process has as many"
                        + " files open as it may: `ulimit -n`";
            default -> "";
        };
        return help.isEmpty()
                ? DirectoryCalls.failure(path, "watching", result)
                : new FileSystemException(path.toString(), null, "watching failed: " + error + help);
    }
}
