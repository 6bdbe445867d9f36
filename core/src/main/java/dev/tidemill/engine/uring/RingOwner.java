package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.Mistakes;
import dev.tidemill.engine.Permits;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.timer.AlarmClock;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The thread that a ring belongs to: it submits, it reaps, and it lives as long as the engine.
///
/// It sleeps in the kernel, in the same call that submits. Others leave what they want in the
/// [Inbox] and wake it only if it sleeps. It never waits for anybody and runs no user's code,
/// except continuations that their owner asked to have run inline. One of them drives the timer of
/// the program as well: its sleep ends with the next alarm.
final class RingOwner extends Thread implements NonBlockingThread, AlarmClock.Driver {

    private static final int MOST_CANCEL_TRIES = 10_000;

    /// The kernel gathers what goes to a device in one call and passes it on at the end of the
    /// call: with many in one call the device is idle until then. With four, a disk was 20 % faster
    /// at a depth of 32 than with all that were there, at the same price in processor time.
    private static final int MOST_FOR_DEVICE = 4;

    /// Alarms that ring in one turn, before the completions that came meanwhile have theirs: some
    /// tens of microseconds.
    private static final int MOST_ALARMS = 64;

    private static final VarHandle ASLEEP;
    private static final VarHandle WAKERS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ASLEEP = lookup.findVarHandle(RingOwner.class, "asleep", int.class);
            WAKERS = lookup.findVarHandle(RingOwner.class, "wakers", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EngineSettings settings;
    private final Circumstances circumstances;
    private final Inbox inbox = new Inbox();
    private final Permits permits;
    private final SlotTable slots;
    private final CompletableFuture<KernelFeatures> started = new CompletableFuture<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int alarm; // eventfd(2): a write wakes the owner

    /// 1 while the owner sleeps or is about to; whoever sets it back to 0 sets off the alarm.
    @SuppressWarnings("unused") // by ASLEEP
    private volatile int asleep;

    /// Threads that are about to set off the alarm, or have found that it is not theirs to do. The
    /// owner does not end before there are none: the number of the alarm's descriptor could be
    /// another file's by then.
    @SuppressWarnings("unused") // by WAKERS
    private volatile int wakers;

    private volatile boolean stopping;

    // Of the owner alone, from here on.

    private @Nullable KernelFeatures features;
    private @Nullable Scratch scratch;
    private @Nullable Workers workers;

    /// In their slots, with a submission to prepare.
    private final ArrayDeque<InFlight<?>> ready = new ArrayDeque<>();

    /// More than there are slots for: they come from threads that must not wait.
    private final ArrayDeque<InFlight<?>> waitingForSlot = new ArrayDeque<>();

    /// They open a file for themselves, and as many as may do that already have.
    private final ArrayDeque<InFlight<?>> waitingToOpen = new ArrayDeque<>();

    /// They have a permit, and may begin.
    private final ArrayDeque<InFlight<?>> toStart = new ArrayDeque<>();

    /// Threads whose tasks are done.
    private final ArrayDeque<Thread> toWake = new ArrayDeque<>();

    /// To be asked to stop, when there is an entry free.
    private final ArrayDeque<InFlight<?>> toCancel = new ArrayDeque<>();

    private final Ring.Reaper reaper = this::completion;
    /// The timer, if this thread drives it.
    private @Nullable AlarmClock clock;

    private int openFiles;
    private int cancelsInFlight;
    private boolean alarmSet;
    private int failuresToEnter;

    RingOwner(EngineSettings settings, int number, Circumstances circumstances) {
        super("tidemill-ring-" + number);
        setDaemon(true);
        this.settings = settings;
        this.circumstances = circumstances;
        permits = new Permits(settings.maxInFlight());
        alarm = LibC.eventfd(0, Fcntl.O_CLOEXEC);
        if (alarm < 0) throw UringRefused.by("eventfd", -alarm);
        slots = new SlotTable(settings.maxInFlight());
    }

    // ------------------------------------------------------------------ any thread

    /// Starts the thread and waits until its ring is there.
    ///
    /// @throws UringRefused if the kernel gives none
    KernelFeatures launch() {
        start();
        try {
            return started.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UringRefused refused) throw refused;
            throw e;
        }
    }

    /// Takes `operation` into the ring. Waits while too many are in flight, unless this is the
    /// ring's own thread; one that must not wait is refused then.
    void accept(InFlight<?> operation) {
        accept(operation, false);
    }

    /// @param atOnce whether the calling thread must not wait either
    void accept(InFlight<?> operation, boolean atOnce) {
        boolean permitted = (atOnce || Thread.currentThread() instanceof NonBlockingThread)
                ? permits.acquireAnyway(operation)
                : permits.acquireFor(operation);
        if (!permitted) return;
        if (!operation.admitToRing()) permits.release();
        else if (Thread.currentThread() == this) toStart.add(operation);
        else execute(operation);
    }

    /// An operation that has a permit is over and has not begun. The permit stays with it until the
    /// owner finds it: so the inbox never has more of them than there are permits, and an owner
    /// that is to end waits for it.
    void lapsePermit() {
        permits.lapse();
    }

    /// Has the owner do something, now if it is this thread.
    void execute(Inbox.Letter letter) {
        if (Thread.currentThread() == this) {
            letter.deliver();
        } else {
            inbox.put(letter);
            wake();
        }
    }

    /// Asks every operation on `file`, which is closing, to stop.
    void cancelPending(FileHandle file) {
        permits.stopThoseOfClosingFiles();
        execute(new Request(() -> stopThoseOf(file)));
    }

    /// From now on this thread rings the alarms of `clock`, unless another one does; as long as it
    /// lives.
    void drive(AlarmClock clock) {
        execute(new Request(() -> {
            if (clock.driveBy(this)) this.clock = clock;
        }));
    }

    @Override
    public void wake() {
        VarHandle.fullFence(); // the item is in the inbox before we look whether the owner sleeps
        if ((int) ASLEEP.getOpaque(this) == 0) return;
        WAKERS.getAndAdd(this, 1);
        if (ASLEEP.compareAndSet(this, 1, 0)) soundAlarm();
        WAKERS.getAndAdd(this, -1);
    }

    private void soundAlarm() {
        var _ = LibC.write(alarm, ONE, Long.BYTES); // only adds to a counter that nobody lets grow to its end
    }

    int inFlight() {
        return permits.used();
    }

    /// Takes nothing new, asks everything to stop, and ends when all of it has had its last word.
    void beginStop() {
        stopping = true; // before there are no permits any more, so that the owner knows why there are none
        permits.close();
        execute(new Request(this::stopAll));
    }

    /// Waits until everything had its last word and the ring is gone.
    ///
    /// @return false if that takes longer than `nanos`; the thread goes on waiting for it, and
    ///     holds the memory until then
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    /// What is written to the alarm.
    private static final long ONE =
            Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 1).address();

    // ------------------------------------------------------------------ the owner

    @Override
    public void run() {
        Ring ring;
        Scratch scratch;
        Workers workers;
        KernelFeatures features;
        try {
            ring = new Ring(settings, circumstances);
        } catch (Throwable e) {
            var _ = LibC.close(alarm);
            started.completeExceptionally(e);
            return;
        }
        try {
            workers = new Workers(ring, settings);
            features = circumstances.features(KernelFeatures.prepare(ring, workers, settings));
            scratch = new Scratch(settings);
        } catch (Throwable e) {
            ring.close();
            var _ = LibC.close(alarm);
            started.completeExceptionally(e);
            return;
        }
        this.scratch = scratch;
        this.workers = workers;
        this.features = features;
        started.complete(features);
        try {
            loop(ring, scratch);
        } finally {
            if (clock != null) clock.leave(this);
        }
        disarm(ring);
        ring.close();
        scratch.close();
        var _ = LibC.close(alarm);
        ended.countDown();
    }

    private void loop(Ring ring, Scratch scratch) {
        while (!isOver()) {
            try {
                fill(ring, scratch);
                wakeAll(); // of what was over before it began: we may be about to sleep
                if (isOver()) break; // what was to be started or stopped last was over already: nothing would wake us
                long nanos = hasWork(ring) ? 0 : fallAsleep();
                if (nanos > 0) {
                    try {
                        enter(ring, scratch, 1, nanos == AlarmClock.NEVER ? 0 : scratch.timeout(nanos));
                    } finally {
                        ASLEEP.setOpaque(this, 0);
                    }
                } else if (ring.unsubmitted() > 0 || ring.hasOverflow() || isAlarmDue()) {
                    enter(ring, scratch, 0, 0); // while alarms ring, too: nothing is seen of completions otherwise
                }
                ring.reap(reaper);
                if (clock != null && clock.isDue()) clock.ring(MOST_ALARMS);
            } catch (Throwable e) { // a thread that dies takes every operation with it
                Mistakes.log("the owner of a ring goes on", e);
            } finally {
                wakeAll();
            }
        }
    }

    /// Waiters are woken when all completions of a turn are worked off: in the middle of them a
    /// thread would find the first task done and wait again for the second, several times in each
    /// turn.
    @Override
    public void wake(Thread waiting) {
        toWake.add(waiting);
    }

    private void wakeAll() {
        for (Thread waiting = toWake.poll(); waiting != null; waiting = toWake.poll()) LockSupport.unpark(waiting);
    }

    private void enter(Ring ring, Scratch scratch, int minComplete, long timeout) {
        int taken = ring.enter(minComplete, timeout);
        if (taken < 0 && taken != -Errno.ETIME.number()) enterFailed(-taken, ring);
        else failuresToEnter = 0;
        if (ring.unsubmitted() == 0) scratch.namesTaken();
    }

    /// Whether there are no permits any more, and everything that had one gave it back, and so is
    /// over, as are the requests to cancel. What the kernel may still have is the read of the
    /// alarm.
    private boolean isOver() {
        return permits.areOver() && cancelsInFlight == 0 && toCancel.isEmpty();
    }

    /// Ends the read of the alarm: the kernel would write into memory that is about to be given
    /// back.
    private void disarm(Ring ring) {
        soundAlarm();
        while (alarmSet) {
            if (ring.enter(1) < 0) backOff();
            ring.reap(reaper);
        }
        while (wakers != 0) LockSupport.parkNanos(this, 1000);
    }

    /// @return for how long, in nanoseconds; [AlarmClock#NEVER] without end; 0 if something came in
    ///     the meantime
    private long fallAsleep() {
        ASLEEP.setVolatile(this, 1);
        VarHandle.fullFence(); // they see that we sleep before we look for what they have put
        long nanos = inbox.isEmpty() ? nanosToAlarm() : 0;
        if (nanos == 0) ASLEEP.setOpaque(this, 0);
        return nanos;
    }

    private boolean isAlarmDue() {
        return clock != null && clock.isDue();
    }

    private long nanosToAlarm() {
        return clock == null ? AlarmClock.NEVER : clock.nanosToNext();
    }

    /// Whether there is something to do before waiting.
    private boolean hasWork(Ring ring) {
        return ring.hasCompletions()
                || ring.hasOverflow()
                || !ready.isEmpty()
                || !toCancel.isEmpty()
                || !toStart.isEmpty()
                || !inbox.isEmpty()
                || !alarmSet;
    }

    /// Prepares as many submissions as there are entries free, or as are to be handed over
    /// together.
    private void fill(Ring ring, Scratch scratch) {
        int free = ring.freeEntries();
        int forDevice = 0;
        if (!alarmSet && free > 0) {
            long sqe = ring.nextEntry();
            SqeEncoder.read(sqe, alarm, scratch.alarmCounter(), Long.BYTES, 0);
            SqeEncoder.userData(sqe, SlotTable.WAKE);
            alarmSet = true;
            free--;
        }
        while (free > 0 && scratch.hasRoomForName()) {
            InFlight<?> next = toCancel.poll();
            if (next != null) {
                if (next.slot < 0) continue; // its last word came first
                long sqe = ring.nextEntry();
                SqeEncoder.cancel(sqe, slots.userData(next, SlotTable.OPERATION));
                SqeEncoder.userData(sqe, slots.userData(next, SlotTable.CANCEL));
                cancelsInFlight++;
                free--;
            } else if ((next = ready.poll()) != null) {
                prepare(next, ring.nextEntry());
                if (next.goesToDevice() && ++forDevice == MOST_FOR_DEVICE) return;
                free--;
            } else if ((next = toStart.poll()) != null) {
                start(next);
            } else {
                Inbox.Letter letter = inbox.poll();
                if (letter == null) return;
                letter.deliver();
            }
        }
    }

    private void prepare(InFlight<?> operation, long sqe) {
        long userData = slots.userData(operation, SlotTable.OPERATION);
        try {
            operation.prepare(sqe);
            circumstances.submission(sqe);
        } catch (Throwable e) { // no memory for a buffer, or a mistake of ours: the entry becomes one that does nothing
            Memory.zero(sqe, Sqe.SIZE);
            userData = SlotTable.NOTHING;
            operation.endByMistake(e);
            slots.leave(operation);
            over(operation);
        }
        SqeEncoder.userData(sqe, userData);
    }

    /// Asks the kernel to stop it, unless it had its last word.
    void stop(InFlight<?> operation) {
        if (operation.slot >= 0) toCancel.add(operation);
    }

    private void stopThoseOf(FileHandle closing) {
        slots.forEach(operation -> {
            if (operation.operation().file() == closing) operation.stopForClose();
        });
    }

    private void stopAll() {
        slots.forEach(InFlight::stopForClose);
        for (InFlight<?> operation : waitingForSlot) operation.stopForClose();
        for (InFlight<?> operation : waitingToOpen) operation.stopForClose();
    }

    /// It has a permit, and may be over already.
    void start(InFlight<?> operation) {
        if (slots.isFull()) {
            waitingForSlot.add(operation);
            return;
        }
        if (operation.opensFileForItself()) {
            if (openFiles == settings.openFiles()) {
                waitingToOpen.add(operation);
                return;
            }
            openFiles++;
        }
        if (stopping) operation.stopForClose();
        if (operation.beginInRing()) {
            slots.enter(operation);
            ready.add(operation);
        } else {
            permits.releaseLapsed();
            over(operation);
        }
    }

    /// Of an operation on which the last word is being said, or was.
    void giveBackPermit() {
        permits.release();
    }

    /// What it held of ours, but the permit, is for the next.
    private void over(InFlight<?> operation) {
        if (operation.opensFileForItself()) {
            openFiles--;
            InFlight<?> next = waitingToOpen.poll();
            if (next != null) toStart.add(next);
        }
        InFlight<?> next = waitingForSlot.poll();
        if (next != null) toStart.add(next);
    }

    private void completion(long userData, int result) {
        switch ((int) userData & 0xFF) {
            case SlotTable.OPERATION -> {
                InFlight<?> operation = slots.find(userData);
                if (operation == null) throw new AssertionError("a completion without operation: " + userData);
                completed(operation, result);
            }
            case SlotTable.CANCEL -> cancelAnswered(slots.find(userData), result);
            case SlotTable.WAKE -> alarmSet = false;
            case SlotTable.NOTHING -> {}
            default -> throw new AssertionError("a completion that nobody asked for: " + userData);
        }
    }

    /// The operation's own completion says what came of it. But a request that comes while the
    /// kernel hands an operation from one of its hands to the other, from polling to a worker,
    /// finds it in neither; what waits for a pipe would then wait for ever. So it is asked again.
    private void cancelAnswered(@Nullable InFlight<?> operation, int result) {
        cancelsInFlight--;
        if (operation != null
                && result < 0
                && operation.mayWaitForever()
                && ++operation.cancelTries < MOST_CANCEL_TRIES) {
            toCancel.add(operation);
        }
    }

    private void completed(InFlight<?> operation, int result) {
        boolean last;
        try {
            last = operation.completed(result);
        } catch (Throwable e) { // a mistake of ours; its task must end all the same, and its slot be free
            operation.endByMistake(e);
            Mistakes.log(operation.operation().describe() + " ended in a mistake of the engine", e);
            last = true;
        }
        if (last) {
            slots.leave(operation);
            over(operation);
        } else {
            ready.add(operation);
        }
    }

    /// The kernel did not take what we have, or not all of it.
    private void enterFailed(int errno, Ring ring) {
        if (errno == Errno.EINTR.number()) return; // a signal: again
        boolean passing = errno == Errno.EAGAIN.number() || errno == Errno.EBUSY.number();
        if (passing && ring.hasCompletions()) return; // no memory, or too many completions that we have not taken yet
        if (!passing && failuresToEnter == 0) Mistakes.log("io_uring_enter failed: " + Errno.of(errno));
        backOff();
    }

    /// One millisecond at first, then longer up to 100: nothing else can be done, and nothing may
    /// be given up, because the kernel may be working on our memory.
    private void backOff() {
        failuresToEnter++;
        LockSupport.parkNanos(this, 1_000_000L * Math.min(failuresToEnter, 100));
    }

    // ------------------------------------------------------------------ for operations, on this thread

    Scratch scratch() {
        Scratch scratch = this.scratch;
        if (scratch == null) throw new IllegalStateException("the ring is not there yet");
        return scratch;
    }

    Workers workers() {
        Workers workers = this.workers;
        if (workers == null) throw new IllegalStateException("the ring is not there yet");
        return workers;
    }

    KernelFeatures features() {
        KernelFeatures features = this.features;
        if (features == null) throw new IllegalStateException("the ring is not there yet");
        return features;
    }
}
