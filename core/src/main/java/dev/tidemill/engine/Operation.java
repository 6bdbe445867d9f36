package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// Something to do, as data: what it is, on what, with which numbers. Knows no engine.
///
/// A new operation starts here; the compiler then lists every `switch` that does not know it.
///
/// @param <T> what it gives
public sealed interface Operation<T>
        permits Operation.OnFile,
                Operation.Open,
                Operation.Close,
                Operation.AwaitExit,
                Operation.ReadSmallFile,
                Operation.WriteSmallFile,
                Operation.OnName,
                Operation.Blocking,
                ManyNames,
                Operation.Call {

    /// What the operation is about, for messages: a path.
    String subject();

    /// What is tried, with its numbers: "read of 4096 bytes at 1048576".
    String action();

    /// The path of what it works on, or null if that is no file.
    default @Nullable String pathName() {
        return subject();
    }

    /// The other path that it is about, or null if there is none.
    default @Nullable String otherName() {
        return null;
    }

    /// What it is in a word: "read". For counts and for those who look for operations of a kind.
    String kind();

    /// The open file it works on, or null if it works on a name or nothing.
    default @Nullable FileHandle file() {
        return null;
    }

    /// "a.bin: read of 4096 bytes at 0"
    default String describe() {
        return subject() + ": " + action();
    }

    /// How far it came, as a part of a sentence: "4096 bytes were written". Empty if its parts are
    /// not worth telling.
    ///
    /// @param transferred bytes that were read or written
    default String part(long transferred) {
        return "";
    }

    /// [#part] as the end of a message about a failure: ", after 4096 bytes were written".
    default String afterPart(long transferred) {
        String part = part(transferred);
        return transferred == 0 || part.isEmpty() ? "" : ", after " + part;
    }

    /// Something to do with a file that is open.
    sealed interface OnFile<T> extends Operation<T>
            permits AnyTransfer,
                    CopyRange,
                    UnnamedOperation,
                    Operation.Sync,
                    Operation.Truncate,
                    Operation.Allocate,
                    Operation.Size,
                    RangeOperation,
                    LockOperation {
        @Override
        FileHandle file();

        @Override
        default String subject() {
            return file().path().toString();
        }
    }

    /// Something to do with what has a name, by a few calls that are short as a rule: there may be
    /// [ManyNames] to do it with.
    sealed interface OnName<T> extends Operation<T> permits NameOperation, Operation.ReadFile, Operation.WriteFile {
        NativePath path();

        @Override
        default String subject() {
            return path().toString();
        }
    }

    /// Bytes between a file and one piece of memory.
    ///
    /// It may take several system calls: memory on the heap goes through a buffer, large transfers
    /// go in pieces.
    sealed interface Transfer<T> extends AnyTransfer<T> {
        MemorySegment memory();

        /// The buffer whose position goes on by the bytes transferred.
        @Nullable
        ByteBuffer cursor();

        @Override
        default long byteSize() {
            return memory().byteSize();
        }

        @Override
        default void advance(long transferred) {
            Cursors.advance(cursor(), transferred);
        }

        @Override
        default String action() {
            return kind() + " of " + byteSize() + " bytes" + (file().kind().hasPositions() ? " at " + position() : "");
        }
    }

    /// A transfer that the first short result ends; gives how many bytes it was.
    sealed interface Once extends Transfer<Integer> {
        @Override
        default boolean complete() {
            return false;
        }

        @Override
        default Integer value(long transferred) {
            return (int) transferred;
        }
    }

    /// A transfer that goes on until the whole memory is filled or emptied.
    sealed interface Whole extends Transfer<Void> {
        @Override
        default boolean complete() {
            return true;
        }

        @Override
        @SuppressWarnings("NullAway") // the only value of Void
        default Void value(long transferred) {
            return null;
        }
    }

    /// One read, as long as the file has bytes to give at once; 0 at the end of the file.
    record Read(
            FileHandle file,
            MemorySegment memory,
            long position,
            @Nullable ByteBuffer cursor) implements Once {
        @Override
        public boolean writes() {
            return false;
        }
    }

    /// Reads until the memory is full; `EOFException` if the file ends before.
    record ReadFully(
            FileHandle file,
            MemorySegment memory,
            long position,
            @Nullable ByteBuffer cursor) implements Whole {
        @Override
        public boolean writes() {
            return false;
        }
    }

    /// One write; fewer bytes than given is normal.
    record Write(
            FileHandle file,
            MemorySegment memory,
            long position,
            @Nullable ByteBuffer cursor) implements Once {
        @Override
        public boolean writes() {
            return true;
        }
    }

    /// Writes until the memory is empty.
    record WriteFully(
            FileHandle file,
            MemorySegment memory,
            long position,
            @Nullable ByteBuffer cursor) implements Whole {
        @Override
        public boolean writes() {
            return true;
        }
    }

    /// Opens a file.
    ///
    /// @param result makes what the task gives from the handle, which belongs to whoever gets it;
    ///     called by the engine, so it must neither wait nor fail
    record Open<T>(NativePath path, OpenMode mode, Function<FileHandle, T> result) implements Operation<T> {
        @Override
        public String subject() {
            return path.toString();
        }

        @Override
        public String kind() {
            return "open";
        }

        @Override
        public String action() {
            String open = mode.write() ? mode.read() ? "open to read and write" : "open to write" : "open to read";
            return mode.setAside() == 0 ? open : open + " with " + mode.setAside() + " bytes set aside";
        }
    }

    /// Closes the descriptor of a file that nothing uses any more.
    record Close(FileHandle handle) implements Operation<Void> {
        @Override
        public String subject() {
            return handle.path().toString();
        }

        @Override
        public String kind() {
            return "close";
        }

        @Override
        public String action() {
            return "close";
        }
    }

    /// To the device: the data, and all metadata or only what reading the data back needs.
    record Sync(FileHandle file, boolean dataOnly) implements OnFile<Void> {
        @Override
        public String kind() {
            return "sync";
        }

        @Override
        public String action() {
            return dataOnly ? "fdatasync" : "fsync";
        }
    }

    /// Makes the file `size` bytes long.
    record Truncate(FileHandle file, long size) implements OnFile<Void> {
        @Override
        public String kind() {
            return "truncate";
        }

        @Override
        public String action() {
            return "truncate to " + size + " bytes";
        }
    }

    /// Has the file system set the file's place on the device aside, up to `size` bytes; false if
    /// it cannot do that.
    record Allocate(FileHandle file, long size) implements OnFile<Boolean> {
        @Override
        public String kind() {
            return "allocate";
        }

        @Override
        public String action() {
            return "allocation of " + size + " bytes";
        }

        /// Whether that says that the system or the file system has no such call.
        ///
        /// @param result of the call: a negated errno
        public static boolean isUnknown(int result) {
            return result == -Errno.EOPNOTSUPP.number() || result == -Errno.ENOSYS.number();
        }
    }

    /// How long the file is.
    record Size(FileHandle file) implements OnFile<Long> {
        @Override
        public String kind() {
            return "size";
        }

        @Override
        public String action() {
            return "size";
        }
    }

    /// Waits until a process has ended.
    ///
    /// @param file the descriptor of the process, which can be read then; null only if there is
    ///     none to be had, for the message
    record AwaitExit(ProcessHandle process, @Nullable FileHandle file) implements Operation<ProcessHandle> {
        @Override
        public String subject() {
            return "process " + process.pid();
        }

        @Override
        public String kind() {
            return "await exit";
        }

        @Override
        public @Nullable String pathName() {
            return null;
        }

        @Override
        public String action() {
            return "wait for its exit";
        }
    }

    /// Opens a small file, reads it to its end and closes it, without anybody being woken in
    /// between.
    ///
    /// Gives [#TOO_LONG], that very array, for a file of [#LIMIT_BYTES] or more: that is to be
    /// opened and read in its own time, into memory of its size. What is no file of that kind, a
    /// pipe say, is read to its end however long it is: what was read is gone.
    record ReadSmallFile(NativePath path) implements Operation<byte[]> {

        /// A page more than 64 KiB: a file of that size is common, and has no room for the read
        /// that finds its end otherwise; it would be read twice.
        public static final int LIMIT_BYTES = 64 * 1024 + 4096;

        public static final byte[] TOO_LONG = {};

        @Override
        public String subject() {
            return path.toString();
        }

        @Override
        public String kind() {
            return "read file";
        }

        @Override
        public String action() {
            return "read of the whole file";
        }
    }

    /// Opens a file, reads it to its end, however long it is, and closes it. It fails if that is
    /// more than fits into an array.
    record ReadFile(NativePath path) implements OnName<byte[]> {

        /// What every JVM can make an array of.
        public static final int MOST_BYTES = Integer.MAX_VALUE - 8;

        @Override
        public String kind() {
            return "read file";
        }

        @Override
        public String action() {
            return "read of the whole file";
        }

        /// For a file that is longer.
        public static FileSystemException tooLong(String path, long size) {
            return new FileSystemException(
                    path, null, size + " bytes are too many for an array; at most " + MOST_BYTES);
        }
    }

    /// Opens, writes everything and closes.
    record WriteFile(NativePath path, OpenMode mode, MemorySegment source) implements OnName<Void> {
        @Override
        public String kind() {
            return "write file";
        }

        @Override
        public String action() {
            return "write of a file of " + source.byteSize() + " bytes";
        }

        @Override
        public String part(long transferred) {
            return transferred + " bytes were written";
        }

        /// Whether it takes a few short calls, if the name is free or that of a regular file: it
        /// waits for no device, as one with `DSYNC` does.
        public boolean isSmall() {
            return source.byteSize() <= WriteSmallFile.LIMIT_BYTES
                    && (mode.create() || mode.createNew())
                    && mode.isOneCall()
                    && !(mode.direct() || mode.dontCache() || mode.dataSync() || mode.sync());
        }
    }

    /// A small [WriteFile] by plain calls, where they are short: on a file system that is in
    /// memory, if the name is free or that of a regular file. Somebody else does it otherwise.
    ///
    /// @param otherwise starts the same write where it may wait; called once at most, before
    ///     anything was opened
    record WriteSmallFile(WriteFile write, Otherwise otherwise) implements Operation<Void> {

        public static final int LIMIT_BYTES = 64 * 1024;

        /// Who does what may wait.
        @FunctionalInterface
        public interface Otherwise {

            /// @param atOnce whether the calling thread must not wait until there is a place for it
            Task<Void> start(WriteFile write, CancellationToken token, boolean atOnce);
        }

        public NativePath path() {
            return write.path;
        }

        @Override
        public String subject() {
            return write.subject();
        }

        @Override
        public String kind() {
            return write.kind();
        }

        @Override
        public String action() {
            return write.action();
        }

        @Override
        public String part(long transferred) {
            return write.part(transferred);
        }
    }

    /// What the system only offers as a call that blocks: it runs on a thread that may.
    ///
    /// Cancelling a call that runs frees the waiters at once; the call itself goes to its end, and
    /// what it did is done.
    ///
    /// @param action for messages: "rename to b.txt"
    record Blocking<T>(NativePath path, String action, Callable<T> body) implements Operation<T> {
        @Override
        public String kind() {
            return "call";
        }

        @Override
        public String subject() {
            return path.toString();
        }
    }

    /// Somebody's code that blocks: it runs on a thread that may.
    ///
    /// @param action for messages: "read"
    /// @param lane what the call waits for; those of equal lanes may wait for the same thing
    /// @param inOrder whether the calls of the lane are made one after the other, in the order in
    ///     which they came
    /// @param memoryOfCaller whether it uses memory that is the caller's again when the task is
    ///     done: then cancelling does not free the waiters before the call has ended
    /// @param interruptible whether cancelling interrupts the thread that makes the call
    record Call<T>(
            String subject,
            String action,
            Object lane,
            boolean inOrder,
            boolean memoryOfCaller,
            boolean interruptible,
            Work<T> work)
            implements Operation<T> {

        @Override
        public String kind() {
            return "blocking";
        }

        @Override
        public @Nullable String pathName() {
            return null;
        }

        /// What is called.
        @FunctionalInterface
        public interface Work<T> {

            /// @param stop whether somebody asked to stop it
            T call(BooleanSupplier stop) throws Exception;
        }
    }
}
