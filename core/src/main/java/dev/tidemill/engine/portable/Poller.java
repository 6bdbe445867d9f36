package dev.tidemill.engine.portable;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.Mistakes;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Poll;
import dev.tidemill.linux.Structs;
import dev.tidemill.task.NonBlockingThread;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/// The thread that waits for streams to become ready, for all of them.
///
/// Each stream has a line of transfers for each direction, and they are served in order. A stream
/// is known to epoll(7) exactly as long as somebody waits for it; so it can be closed when nobody
/// does, and nothing is left behind.
///
/// It makes no call that waits but epoll_wait, and runs no user code, other than continuations that
/// their owner asked to have run inline.
final class Poller extends Thread implements NonBlockingThread {

    private static final int EVENTS = 256;
    private static final long EVENT_BYTES = Structs.EPOLL_EVENT.byteSize();
    private static final long EVENTS_OFFSET = Structs.offset(Structs.EPOLL_EVENT, "events");
    private static final long DATA_OFFSET = Structs.offset(Structs.EPOLL_EVENT, "data");

    private final int epoll;
    private final int alarm; // eventfd(2): a write wakes the thread
    private final ConcurrentLinkedQueue<Object> inbox = new ConcurrentLinkedQueue<>();

    /// True from when somebody decides to sound the alarm until the thread has heard it. So when
    /// the thread itself sets it, nobody is about to write to a descriptor that is being closed.
    private final AtomicBoolean alarmed = new AtomicBoolean();

    /// In the inbox: the thread is to end.
    private static final Object END = new Object();

    /// What is written to the alarm.
    private static final long ONE =
            Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1).address();

    // Of the thread alone.

    private final Map<Integer, Stream> streams = new HashMap<>(); // by descriptor
    private final long events = BufferPool.take();
    private final long change = events + EVENTS * EVENT_BYTES; // one event
    private final long buffer = BufferPool.take();
    private boolean ending;

    private Poller(int epoll, int alarm) {
        super(null, null, "tidemill-poll", 0, false);
        setDaemon(true);
        this.epoll = epoll;
        this.alarm = alarm;
    }

    /// Starts the thread.
    ///
    /// @throws Unfinished if the system gives no descriptors
    static Poller launch() throws Unfinished {
        int epoll = LibC.epoll_create1(Poll.EPOLL_CLOEXEC);
        if (epoll < 0) throw Unfinished.errno(-epoll);
        int alarm = LibC.eventfd(0, Poll.EFD_CLOEXEC | Poll.EFD_NONBLOCK);
        if (alarm < 0) {
            close(epoll);
            throw Unfinished.errno(-alarm);
        }
        Poller poller = new Poller(epoll, alarm);
        int result = poller.changeInterest(Poll.EPOLL_CTL_ADD, alarm, Poll.EPOLLIN);
        try {
            if (result < 0) throw Unfinished.errno(-result);
            poller.start();
        } catch (Unfinished | OutOfMemoryError e) {
            poller.release();
            throw e;
        }
        return poller;
    }

    private void release() {
        close(epoll);
        close(alarm);
        BufferPool.giveBack(events);
        BufferPool.giveBack(buffer);
    }

    private static void close(int fd) {
        int result = LibC.close(fd);
        if (result < 0)
            System.getLogger("dev.tidemill.engine")
                    .log(Level.DEBUG, "closing a descriptor of the poller failed: {0}", Errno.of(-result));
    }

    // Any thread.

    /// Hands over a transfer, or, a second time, asks to stop it.
    void post(Polled transfer) {
        inbox.add(transfer);
        soundAlarm();
    }

    private void soundAlarm() {
        if (alarmed.getAndSet(true)) return; // it will be heard after what we have put into the inbox
        long written = LibC.write(alarm, ONE, Long.BYTES);
        if (written < 0) throw new AssertionError("the poller cannot be woken: " + Errno.of((int) -written));
    }

    /// Ends the thread. There are no transfers any more.
    void end() {
        inbox.add(END);
        soundAlarm();
    }

    // The thread.

    @Override
    public void run() {
        while (!ending) {
            try {
                awaitEvents();
            } catch (Throwable e) { // a thread that dies takes every transfer with it
                Mistakes.log("the poller goes on", e);
            }
        }
        while (!alarmed.compareAndSet(false, true)) {
            awaitEvents(); // who set it is about to write
        }
        release();
    }

    private void awaitEvents() {
        int count = LibC.epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) {
            long event = events + i * EVENT_BYTES;
            int fd = (int) Memory.getLong(event + DATA_OFFSET);
            if (fd == alarm) hearAlarm();
            else serve(fd, Memory.getInt(event + EVENTS_OFFSET));
        }
    }

    private void hearAlarm() {
        long read = LibC.read(alarm, change, Long.BYTES);
        if (read < 0) return; // EINTR: it is still to be heard
        alarmed.set(false);
        for (Object item = inbox.poll(); item != null; item = inbox.poll()) {
            if (item == END) ending = true;
            else take((Polled) item);
        }
    }

    private void take(Polled transfer) {
        if (transfer.isWaiting()) stop(transfer);
        else if (transfer.beginToWait()) arrive(transfer); // otherwise it is over
    }

    private void arrive(Polled transfer) {
        if (transfer.isEmpty()) {
            transfer.end();
            return;
        }
        Stream stream = streams.computeIfAbsent(transfer.fd(), Stream::new);
        stream.line(transfer).add(transfer);
        int result = watch(stream);
        if (result == 0) return;
        stream.line(transfer).remove(transfer);
        rewatch(stream);
        if (result == -Errno.EPERM.number()) transfer.leaveToPool(); // epoll(7) knows nothing of its kind
        else transfer.endWithErrno(-result);
    }

    private void stop(Polled transfer) {
        Stream stream = streams.get(transfer.fd());
        if (stream == null || !stream.line(transfer).remove(transfer)) {
            throw new AssertionError("it waits, but not here: " + transfer);
        }
        rewatch(stream);
        transfer.stop();
    }

    private void serve(int fd, int ready) {
        Stream stream = streams.get(fd);
        if (stream == null) return; // nobody waits any more
        int broken = Poll.EPOLLHUP | Poll.EPOLLERR;
        List<Polled> done = new ArrayList<>();
        if ((ready & (Poll.EPOLLIN | broken)) != 0) attempt(stream.readers, done);
        if ((ready & (Poll.EPOLLOUT | broken)) != 0) attempt(stream.writers, done);
        rewatch(stream); // before the last one lets go of the file
        for (Polled transfer : done) transfer.end();
    }

    /// In order; the first that has to wait makes the others wait.
    private void attempt(LinkedHashSet<Polled> line, List<Polled> done) {
        for (var each = line.iterator(); each.hasNext(); ) {
            Polled transfer = each.next();
            if (!transfer.attempt(buffer)) return;
            each.remove();
            done.add(transfer);
        }
    }

    private void rewatch(Stream stream) {
        int result = watch(stream);
        if (stream.isIdle()) {
            streams.remove(stream.fd);
        } else if (result < 0) {
            streams.remove(stream.fd); // nobody would tell us that it is ready
            for (Polled transfer : stream.readers) transfer.endWithErrno(-result);
            for (Polled transfer : stream.writers) transfer.endWithErrno(-result);
        }
    }

    /// Has epoll watch what somebody waits for.
    ///
    /// @return 0 or a negated errno
    private int watch(Stream stream) {
        int wanted = stream.interest();
        if (wanted == stream.watched) return 0;
        int operation =
                stream.watched == 0 ? Poll.EPOLL_CTL_ADD : wanted == 0 ? Poll.EPOLL_CTL_DEL : Poll.EPOLL_CTL_MOD;
        int result = changeInterest(operation, stream.fd, wanted);
        if (result < 0) return result;
        stream.watched = wanted;
        return operation == Poll.EPOLL_CTL_ADD ? doNotBlock(stream.fd) : 0;
    }

    /// Readiness may be gone when we come: another process reads, too.
    private static int doNotBlock(int fd) {
        int flags = LibC.fcntl(fd, Fcntl.F_GETFL, 0);
        if (flags < 0 || (flags & Fcntl.O_NONBLOCK) != 0) return Math.min(flags, 0);
        return LibC.fcntl(fd, Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK);
    }

    private int changeInterest(int operation, int fd, int interest) {
        Memory.putInt(change + EVENTS_OFFSET, interest);
        Memory.putLong(change + DATA_OFFSET, fd);
        return LibC.epoll_ctl(epoll, operation, fd, change);
    }

    /// Who waits for one stream.
    private static final class Stream {

        final int fd;
        final LinkedHashSet<Polled> readers = new LinkedHashSet<>();
        final LinkedHashSet<Polled> writers = new LinkedHashSet<>();
        int watched; // EPOLL*; 0 while epoll does not know it

        Stream(int fd) {
            this.fd = fd;
        }

        LinkedHashSet<Polled> line(Polled transfer) {
            return transfer.writes() ? writers : readers;
        }

        boolean isIdle() {
            return interest() == 0;
        }

        int interest() {
            return (readers.isEmpty() ? 0 : Poll.EPOLLIN) | (writers.isEmpty() ? 0 : Poll.EPOLLOUT);
        }
    }
}
