package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.NativePath;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.TreeCopy;
import dev.tidemill.transfer.entry.ExtendedAttributes;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/// Copies trees with system calls on directories: everything that there is of an entry, of every
/// kind. What all of its threads share.
public final class SystemTree extends TreeRun {

    /// A copier's files of at least so many bytes are long: they are worth several requests.
    private static final int MOST_BLOCK_BYTES = 1 << 20;

    private static final int LEAST_BLOCK_BYTES = 4096;

    private static final long LOOK_MILLIS = 50;

    /// Threads at first. More only slow each other down while none of them waits for a device.
    private static final int FIRST_THREADS = 2 * Runtime.getRuntime().availableProcessors();

    private static final long DESCRIPTOR_MILLIS = 20;
    private static final int MOST_DESCRIPTOR_TRIES = 500;

    final TreeQueue queue = new TreeQueue();
    final HardLinks<LinkedName, TreeQueue.Piece> links =
            new HardLinks<>(name -> name.folder().isThrownAway());
    final GroupSync sync = new GroupSync();
    final boolean areNamesWanted; // of what was copied, by the listener or the manifest
    final int blockBytes;

    private final AtomicInteger openFolders = new AtomicInteger();
    private final List<TreeFolder> bases = new ArrayList<>(); // of the thread that runs this

    /// The directories that everything goes to, and that must not be copied into themselves.
    private final Set<DirectoryCalls.Identity> targetDirectories = ConcurrentHashMap.newKeySet();

    /// All directories that something is copied to, and from where.
    private final Written written = new Written();

    private final List<Thread> threads = new ArrayList<>(); // under its own lock
    private int mostThreads; // under the lock of threads
    private final boolean keepsLinks;
    private volatile boolean isPatienceInVain;

    public SystemTree(TreeOrder order) {
        super(order);
        this.areNamesWanted = listener.wantsCopied() || ledger != null;
        this.mostThreads = Math.min(settings.jobs(), FIRST_THREADS);
        this.keepsLinks = settings.attributes().contains(Attribute.HARD_LINKS);
        this.blockBytes = Math.clamp(settings.blockBytes(), LEAST_BLOCK_BYTES, MOST_BLOCK_BYTES);
    }

    /// Whether these are files of the system at all.
    public static boolean canCopy(List<TreeCopy.Root> roots) {
        for (TreeCopy.Root root : roots) {
            if (!Provider.isSystems(root.source()) || !Provider.isSystems(root.target())) return false;
        }
        return true;
    }

    @Override
    public void run(List<TreeCopy.Root> roots) throws IOException, InterruptedException {
        Thread syncer = isDurable() && !settings.dryRun() ? startSyncing() : null;
        try {
            for (TreeCopy.Root root : roots) {
                if (isCutShort()) break;
                begin(root);
            }
            awaitDone();
            if (syncer != null) {
                while (!sync.awaitIdle() || !queue.isDone()) awaitDone(); // each may have more for the other
                sync.end();
                syncer.join();
                if (!wasCutShort()) syncNames(roots);
            }
            tally.found.isComplete = !tally.isCutShort();
        } finally {
            queue.close();
            sync.end();
        }
        for (Thread thread : threads) thread.join();
        for (TreeFolder base : bases) {
            if (base.hasRests && !wasCutShort()) base.removeRests();
            base.closeBase();
        }
        sync.close();
        throwIfBroken();
    }

    private void awaitDone() throws InterruptedException {
        SpareTime time = new SpareTime();
        while (!queue.awaitDone(LOOK_MILLIS)) {
            if (isLongFileRunning()) time.restart();
            else if (time.isThereSome() && !isCutShort()) addThreads();
        }
    }

    private Thread startSyncing() {
        return Thread.ofPlatform().name("tidemill-sync").daemon().start(() -> {
            try (TreeWorker worker = new TreeWorker(this, settings.jobs())) {
                sync.run(worker);
            } catch (Throwable t) {
                broken(t);
            }
        });
    }

    private void syncNames(List<TreeCopy.Root> roots) {
        Set<Long> told = sync.failedDevices();
        for (Map.Entry<Long, Integer> result : sync.sync().entrySet()) {
            if (told.contains(result.getKey())) continue;
            try {
                Refused.target("syncfs", result.getValue());
            } catch (Refused e) {
                TreeCopy.Root root = roots.getFirst();
                failed(root.source(), root.target(), e.toException(root.source(), root.target()));
            }
        }
    }

    private void begin(TreeCopy.Root root) {
        Path source = root.source();
        Path target = root.target();
        try {
            var _ = check(root);
            TreeFolder base = base(parentOf(source), parentOf(target));
            base.begin();
            byte[] sourceName = lastName(source);
            byte[] targetName = lastName(target);
            push(worker -> worker.root(base, sourceName, targetName));
        } catch (Refused e) {
            failed(source, target, e.toException(source, target));
        } catch (IOException | RuntimeException e) {
            failed(source, target, e);
        }
    }

    /// So that names are told as they were given: `a` is not `./a`.
    private static Path parentOf(Path path) {
        Path directory = path.getParent();
        if (directory != null) return directory;
        return path.isAbsolute() ? path : path.getFileSystem().getPath("");
    }

    private static byte[] lastName(Path path) {
        byte[] bytes = NativePath.of(path).bytes();
        int start = bytes.length;
        while (start > 0 && bytes[start - 1] != '/') start--;
        return start == bytes.length ? new byte[] {'.'} : Arrays.copyOfRange(bytes, start, bytes.length);
    }

    private TreeFolder base(Path source, Path target) throws Refused {
        if (!bases.isEmpty()) {
            TreeFolder last = bases.getLast();
            if (last.sourcePath(null).equals(source) && last.targetPath(null).equals(target)) return last;
        }
        TreeFolder base = new TreeFolder(source, target, openFolders);
        try (DirectoryCalls calls = new DirectoryCalls();
                TreeMemory memory = new TreeMemory(LEAST_BLOCK_BYTES)) {
            int from =
                    Refused.source("open", calls.openPath(NativePath.of(source).bytes(), true));
            int to = calls.openPath(NativePath.of(target).bytes(), true);
            if (to < 0) DirectoryCalls.close(from);
            Refused.target("open", to);
            base.opened(from, to);
            bases.add(base);
            Facts facts = new Facts();
            Refused.target("status", memory.status(to, facts));
            base.targetDevice = facts.device;
            base.hasLists = new ExtendedAttributes(memory, settings).list(to) > 0;
            if (isDurable()) sync.know(facts.device, to);
            if (!settings.dryRun()) base.hasRests = Sweep.directory(to, memory);
        }
        return base;
    }

    /// One more thing to do, by a thread that has nothing to do, or a new one.
    void push(TreeQueue.Piece piece) {
        queue.push(piece);
        if (queue.isSomebodyIdle()) return;
        synchronized (threads) {
            if (threads.size() < mostThreads) startThread();
        }
    }

    private void startThread() {
        int number = threads.size();
        threads.add(Thread.ofPlatform().name("tidemill-tree-" + number).daemon().start(() -> work(number)));
    }

    /// Half as many again, if there is something for them to do.
    private void addThreads() {
        synchronized (threads) {
            mostThreads = Math.min(settings.jobs(), mostThreads + Math.ceilDiv(mostThreads, 2));
            int more = Math.min(mostThreads - threads.size(), queue.size());
            for (int i = 0; i < more; i++) startThread();
        }
    }

    /// A long file keeps the device busy by itself, and some devices are slower with two.
    private boolean isLongFileRunning() {
        for (int i = 0; i < running.length(); i++) {
            if (running.get(i) != null) return true;
        }
        return false;
    }

    private void work(int number) {
        try (TreeWorker worker = new TreeWorker(this, number)) {
            worker.run();
        } catch (Throwable t) {
            broken(t);
        }
    }

    boolean wasCutShort() {
        return tally.isCutShort();
    }

    void broken(Throwable t) {
        if (t instanceof CancellationException) tally.cutShort();
        else breakOff(t);
    }

    boolean isDurable() {
        return settings.durable();
    }

    /// A file with several names is linked to at once, and so has to be on the device before; a
    /// root is one file.
    boolean isSyncedAtOnce(TreeFolder folder, Facts facts) {
        return isDurable() && !isSyncedLater(folder, facts) && (folder.parent == null || links(facts) != null);
    }

    boolean isSyncedLater(TreeFolder folder, Facts facts) {
        return isDurable() && folder.parent != null && (facts.links == 1 || !keepsLinks);
    }

    HardLinks<LinkedName, TreeQueue.Piece>.@Nullable File links(Facts facts) {
        if (!keepsLinks || facts.links == 1) return null;
        return links.of(new DirectoryCalls.Identity(facts.device, facts.number), facts.links);
    }

    /// A copy of a file that has several names.
    record LinkedName(
            TreeFolder folder, byte[] name, @Nullable String digest) {}

    boolean accepts(TreeFolder folder, long name, boolean isDirectory) {
        if (settings.filter() == PathFilter.ALL) return true;
        Path path = folder.relativePath(TreeMemory.bytes(name));
        return path == null || settings.filter().accepts(path, isDirectory);
    }

    void addTarget(TreeFolder folder) {
        targetDirectories.add(new DirectoryCalls.Identity(folder.targetDevice, folder.targetNumber));
    }

    /// Its copy is new.
    void isCopiedTo(TreeFolder folder) {
        written.take(identity(folder.targetDevice, folder.targetNumber), identityOfSource(folder));
    }

    /// Whether its copy, which was there, is not that of another directory: two of them may have
    /// one name where upper and lower case are one.
    boolean isFirstCopyTo(TreeFolder folder) {
        return written.claim(identity(folder.targetDevice, folder.targetNumber), identityOfSource(folder));
    }

    /// It is thrown away.
    void isNotCopiedTo(TreeFolder folder) {
        written.leave(identity(folder.targetDevice, folder.targetNumber));
    }

    private static long identityOfSource(TreeFolder folder) {
        return identity(folder.facts.device, folder.facts.number);
    }

    /// Few devices: those of numbers in their upper bits, of file systems of a network, are spread.
    private static long identity(long device, long number) {
        return Math.max(1, (number ^ Long.rotateLeft(device, 40)) & Long.MAX_VALUE);
    }

    boolean isTarget(Facts directory) {
        return targetDirectories.contains(new DirectoryCalls.Identity(directory.device, directory.number));
    }

    /// Tries again as long as too many files are open, as others close theirs. If nobody has for
    /// all that time, nobody will: each entry that comes then is tried once, until one succeeds.
    int patiently(IntSupplier opening) {
        int result = opening.getAsInt();
        for (int tries = 1; DirectoryCalls.isOutOfDescriptors(result); tries++) {
            if (isPatienceInVain || isCutShort()) return result;
            if (tries == MOST_DESCRIPTOR_TRIES) {
                isPatienceInVain = true;
                return result;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(DESCRIPTOR_MILLIS));
            result = opening.getAsInt();
        }
        isPatienceInVain = false;
        return result;
    }

    /// Waits while the copy is paused, or faster than it may be.
    ///
    /// @param bytes fewer than 0 if they are not in the target after all
    void transferred(long bytes) {
        tally.meter.add(bytes);
        if (bytes > 0) tally.pace.pass(bytes);
    }

    /// They were copied, and have no name in the end, unless that is done again.
    void takeBack(TreeFolder folder, long files, long bytes) {
        tally.filesDone(-files, folder.isThrownAway() ? 0 : bytes);
        transferred(-bytes);
    }

    /// A file gets its name when it is on the device.
    ///
    /// @param bytes of it that count as copied
    void publishLater(
            TreeFolder folder, byte[] part, byte[] name, Decision decision, long bytes, @Nullable Made content) {
        folder.begin();
        tally.unnamed(1, bytes);
        sync.add(new LaterFile(this, folder, part, name, decision, bytes, content));
    }

    /// Whoever has cancelled may have heard of the end, and that this is not there.
    void checkAttached() throws Refused {
        if (tally.isDetached()) throw Refused.because(Refused.Side.TARGET, "the copy has ended");
    }

    void publishLater(TreeFolder folder, List<Named> copied, long files, long bytes) {
        folder.begin();
        sync.add(new LaterFolder(this, folder, copied, files, bytes));
    }

    /// What is in a copy that is a file.
    ///
    /// @param digest null if nobody has made it
    record Made(@Nullable String digest) {}

    /// A copy in a directory that gets its name with all that is in it.
    ///
    /// @param content null if it is no file
    record Named(byte[] name, @Nullable Made content) {}

    /// Now, or when the directories on the way have their names.
    ///
    /// @param content null if it is no file
    void tellCopied(TreeFolder folder, byte[] sourceName, byte[] targetName, @Nullable Made content) {
        for (TreeFolder way = folder; way != null; way = way.parent) {
            if (way.waitForName(() -> tellCopied(folder, sourceName, targetName, content))) return;
        }
        Path source = folder.sourcePath(sourceName);
        Path target = folder.targetPath(targetName);
        if (content != null) record(source, target, content.digest);
        if (listener.wantsCopied()) tell(() -> listener.copied(source, target));
    }

    void tellFolder(TreeFolder folder) {
        if (listener.wantsCopied()) tell(() -> listener.copied(folder.sourcePath(null), folder.targetPath(null)));
    }
}
