package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.VectoredTransfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The calls of one [Driver]. They may block, so they are made by threads of the [BlockingPool]
/// alone; only what starts something ([#transfer], [#awaitExit], [#laneOf], [#laneOfName],
/// [#close()]) is for any thread.
///
/// A call that fails throws [Unfinished] with an errno, or the JDK's own exception.
interface Calls extends AutoCloseable {

    /// How a transfer is carried out. The caller's reference to the file goes over to what this
    /// gives.
    ///
    /// @param transferred bytes that were transferred before
    <T> PortableOperation<T> transfer(Operation.Transfer<T> transfer, long transferred);

    /// As [#transfer], with several pieces of memory.
    <T> PortableOperation<T> vectored(VectoredTransfer<T> transfer);

    /// How the exit of a process is waited for, whose descriptor is there. The caller's reference
    /// to it goes over to what this gives.
    PortableOperation<ProcessHandle> awaitExit(Operation.AwaitExit exit);

    /// Where calls on an open file wait.
    Lane laneOf(FileHandle file);

    /// Opens a file. Its [FileHandle#closeNow] has it closed by a thread that may block.
    ///
    /// @param mayWaitForOthers whether the call may wait until somebody opens the other side of a
    ///     FIFO; otherwise it ends with [Unfinished#elsewhere]
    FileHandle open(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws IOException, Unfinished;

    /// Makes a new file: a regular one, so opening and writing it waits for nobody.
    ///
    /// @return null if there is something of that name, or it cannot be made so
    @Nullable
    FileHandle create(NativePath path, OpenMode mode) throws Unfinished;

    /// Whether opening what has this name, or using it, may wait for others: it is there, and
    /// neither a regular file nor a directory.
    boolean mayWait(NativePath path);

    /// Everything on this file was asked to stop, and nothing new comes. What blocks without end is
    /// to be ended, if that is possible; does not wait. Any thread.
    void abort(FileHandle file);

    /// Closes a file that nobody else knows of.
    void close(FileHandle file) throws IOException, Unfinished;

    /// Closes a file that nothing uses any more, and says so to those who wait for that.
    void closeForAll(FileHandle file);

    /// One read or write between a file and native memory.
    ///
    /// @param memory native; `offset` and `length` are inside of it
    /// @param length at most [#MOST_BYTES]
    /// @param position means nothing for a stream, and for a write to a file that is appended to
    /// @return bytes that were transferred; 0 at the end of the file
    long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws IOException, Unfinished;

    /// One read or write between a file and what was prepared of a vector; where there are system
    /// calls.
    long transfer(FileHandle file, IoVector vector, long position, boolean writes) throws Unfinished;

    /// What one system call transfers at most on Linux, and a multiple of any alignment.
    int MOST_BYTES = 0x7fff_f000;

    void sync(FileHandle file, boolean dataOnly) throws IOException, Unfinished;

    void truncate(FileHandle file, long size) throws IOException, Unfinished;

    /// @return false if the system or the file system has no such call
    boolean allocate(FileHandle file, long size) throws IOException, Unfinished;

    long size(FileHandle file) throws IOException, Unfinished;

    /// What is done to a part of a file, or found out about it.
    <T> T range(RangeOperation<T> range) throws IOException, Unfinished;
    /// Lets both files have the same blocks on the device, as far as the file system can.
    ///
    /// @return bytes of the copy that are done, from its start; 0 if there is no such thing
    long share(CopyRange copy);

    /// Copies within the system, by one call.
    ///
    /// @return bytes that were copied; 0 or less if the system has no more, or cannot do it here
    long copy(FileHandle source, long position, FileHandle target, long targetPosition, long length) throws Unfinished;

    /// Gives a file that was opened without a name one.
    void link(FileHandle file, NativePath name) throws IOException, Unfinished;

    /// Locks a range against everybody who has the file open otherwise. Does not wait.
    ///
    /// @return false if one of them has it locked
    boolean lock(FileHandle file, LockRange range) throws IOException, Unfinished;

    /// Gives back a range that was locked, or a part of one.
    void unlock(FileHandle file, LockRange range) throws IOException, Unfinished;

    /// Native memory of [#BUFFER_BYTES] with anything in it, aligned to a page.
    MemorySegment takeBuffer();

    int BUFFER_BYTES = 128 * 1024;

    void giveBackBuffer(MemorySegment buffer);

    /// Has the threads end that are not the pool's. There are no operations any more.
    @Override
    void close();

    /// Waits until the threads that are not the pool's have ended, and with them what they run when
    /// a task is done. After [#close].
    ///
    /// @return false if it takes longer than this
    boolean awaitEnd(long nanos) throws InterruptedException;
}
