package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.Presence;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.Leftovers;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A directory of a tree and its copy, which is being filled. Both are known by descriptors: a name
/// in them means what it says, whatever somebody does to the way to them meanwhile, and however
/// long that way is.
///
/// A copy that is new begins under a name of [dev.tidemill.transfer.entry.PartName], as one whose
/// first files are not whole yet, and so needs no such name for each of these. It gets its owner,
/// permissions and times when everything is in it.
///
/// If more than [#MOST_OPEN] are open, those that nobody uses just now are closed, and opened again
/// when their turn comes.
final class TreeFolder {

    /// Two descriptors each.
    private static final int MOST_OPEN = 256;

    private static final int OPEN_DIRECTORY = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
    private static final byte[] PARENT = {'.', '.'};
    private static final int CLOSED = -1;

    /// Whether two names in the target may be one.
    enum Names {
        UNKNOWN,
        /// Each is another one, also if they differ in nothing but the case of a letter.
        APART,
        /// Two that differ in the case of a letter are one, or were given to one file.
        FOLDED
    }

    final @Nullable TreeFolder parent; // null for one that was there before the copy began
    final byte[] sourceName;
    final byte[] targetName;
    final Facts facts;
    final boolean isNew;

    private final Path sourceBase; // of the one without a parent; of others that of it
    private final Path targetBase;
    private final AtomicInteger openFolders;

    /// Entries that are not done, and the walk through the directory itself.
    private final AtomicInteger unfinished = new AtomicInteger(1);

    long sourceDevice;
    long targetDevice;
    long targetNumber;
    int targetUser = -1; // of what is made in it, -1 if that is not known
    int targetGroup = -1;
    boolean isLeftEmpty; // another file system is mounted there
    boolean hasRests; // of large copies that were killed, in the target
    int tries; // to do it, before this one
    boolean hasLists; // what is made in it inherits access lists
    final Written written = new Written(); // into one that was there before, unless names are apart
    volatile Names names = Names.UNKNOWN;
    private volatile byte @Nullable [] hiddenName;
    private volatile boolean isPublicationPending;
    private volatile boolean isWalked;
    private volatile boolean isFailed;
    private volatile boolean isToBeDoneAgain;

    // Below: under the lock of this.

    private int source = CLOSED;
    private int target = CLOSED;
    private int users;
    private boolean isFinished;
    private final List<Runnable> whenPublished = new ArrayList<>(0);

    /// A directory in which a root of the copy has its name.
    TreeFolder(Path source, Path target, AtomicInteger openFolders) {
        this(null, new byte[0], new byte[0], new Facts(), false, source, target, openFolders);
    }

    /// A directory of the tree.
    ///
    /// @param isNew whether nobody else has put anything into its copy
    TreeFolder(TreeFolder parent, byte[] sourceName, byte[] targetName, Facts facts, boolean isNew) {
        this(parent, sourceName, targetName, facts, isNew, parent.sourceBase, parent.targetBase, parent.openFolders);
    }

    private TreeFolder(
            @Nullable TreeFolder parent,
            byte[] sourceName,
            byte[] targetName,
            Facts facts,
            boolean isNew,
            Path sourceBase,
            Path targetBase,
            AtomicInteger openFolders) {
        this.parent = parent;
        this.sourceName = sourceName;
        this.targetName = targetName;
        this.facts = facts;
        this.isNew = isNew;
        this.sourceBase = sourceBase;
        this.targetBase = targetBase;
        this.openFolders = openFolders;
    }

    /// Takes the descriptors over, in use once.
    ///
    /// @param target -1 if there is no such directory, and none is to be made
    synchronized void opened(int source, int target) {
        this.source = source;
        this.target = target;
        users++;
        openFolders.incrementAndGet();
    }

    boolean isHidden() {
        return hiddenName != null;
    }

    byte @Nullable [] hiddenName() {
        return hiddenName;
    }

    void hide(byte[] name) {
        hiddenName = name;
    }

    /// @return who waited for it
    synchronized List<Runnable> published() {
        hiddenName = null;
        List<Runnable> waiting = List.copyOf(whenPublished);
        whenPublished.clear();
        return waiting;
    }

    /// @return false if it has its name
    synchronized boolean waitForName(Runnable message) {
        if (hiddenName == null) return false;
        whenPublished.add(message);
        return true;
    }

    /// It gets its name when it is on the device.
    void setPublicationPending() {
        isPublicationPending = true;
    }

    boolean isPublicationPending() {
        return isPublicationPending;
    }

    void walked() {
        isWalked = true;
    }

    boolean isWalked() {
        return isWalked;
    }

    void setFailed() {
        isFailed = true;
    }

    /// Somebody else has made it: see [FolderMaker#publish].
    void setToBeDoneAgain() {
        isToBeDoneAgain = true;
        isFailed = true;
    }

    boolean isToBeDoneAgain() {
        return isToBeDoneAgain;
    }

    /// Whether this, or a directory that it is in, is thrown away and done once more: then nothing
    /// is said of what fails in it.
    boolean isThrownAway() {
        for (TreeFolder folder = this; folder != null; folder = folder.parent) {
            if (folder.isToBeDoneAgain) return true;
        }
        return false;
    }

    /// Whether what is in it may have been met and counted before.
    boolean isMetAgain() {
        for (TreeFolder folder = this; folder != null; folder = folder.parent) {
            if (folder.tries > 0) return true;
        }
        return false;
    }

    /// Whether it cannot have its name, and what would be in it is not there either.
    boolean isFailed() {
        return isFailed;
    }

    /// One more entry to wait for.
    void begin() {
        unfinished.incrementAndGet();
    }

    /// One entry, or the walk, is done.
    ///
    /// @return whether it was the last
    boolean end() {
        return unfinished.decrementAndGet() == 0;
    }

    /// Of the directory to copy; while somebody uses this.
    synchronized int source() {
        return source;
    }

    /// Of the copy; while somebody uses this. -1 if there is none.
    synchronized int target() {
        return target;
    }

    /// Opens it again if it was closed, and keeps it open until [#release].
    void use(TreeMemory memory) throws Refused {
        while (!useIfOpen()) reopen(memory);
    }

    private synchronized boolean useIfOpen() {
        if (source == CLOSED) return false;
        users++;
        return true;
    }

    synchronized void release() {
        users--;
        if (users == 0 && parent != null && (isFinished || openFolders.get() > MOST_OPEN)) close();
    }

    /// It will be used no more, but perhaps for a second name of one of its files.
    synchronized void finished() {
        isFinished = true;
    }

    synchronized void closeBase() {
        close();
    }

    private void close() {
        if (source == CLOSED) return;
        DirectoryCalls.close(source);
        if (target >= 0) DirectoryCalls.close(target);
        source = CLOSED;
        target = CLOSED;
        openFolders.decrementAndGet();
    }

    /// Opens the parent, if it was closed, on the way up: a path from the top would take long in a
    /// deep tree. This one is open, and in use.
    void reopenParent(TreeMemory memory) {
        TreeFolder up = parent;
        if (up == null || up.isOpen()) return;
        long name = memory.name(PARENT);
        int from = TreeMemory.open(source(), name, OPEN_DIRECTORY, 0);
        int to = target() < 0 ? CLOSED : TreeMemory.open(target(), name, OPEN_DIRECTORY, 0);
        up.openedAgain(from, to, memory); // if not, there is still the long way
    }

    private synchronized boolean isOpen() {
        return source != CLOSED;
    }

    /// From the nearest directory that is open, name by name.
    private void reopen(TreeMemory memory) throws Refused {
        ArrayDeque<TreeFolder> way = new ArrayDeque<>();
        TreeFolder top = this;
        while (!top.useIfOpen()) {
            way.push(top);
            if (top.parent == null) throw Refused.because(Refused.Side.TARGET, "the copy has ended");
            top = top.parent;
        }
        int from = top.source();
        int to = top.target();
        try {
            for (TreeFolder next : way) {
                int nextFrom = TreeMemory.open(from, memory.name(next.sourceName), OPEN_DIRECTORY, 0);
                int nextTo = to < 0 ? CLOSED : next.openTarget(to, memory);
                if (from != top.source()) close(from, to);
                from = nextFrom;
                to = nextTo;
                Refused.source("opening it again", from);
            }
        } finally {
            top.release();
        }
        if (!openedAgain(from, to, memory)) throw Refused.because(Refused.Side.TARGET, "was moved while it was copied");
    }

    private int openTarget(int directory, TreeMemory memory) {
        byte[] hidden = hiddenName;
        int result = hidden == null
                ? -Errno.ENOENT.number()
                : TreeMemory.open(directory, memory.name(hidden), OPEN_DIRECTORY, 0);
        if (result >= 0) return result;
        return TreeMemory.open(directory, memory.name(targetName), OPEN_DIRECTORY, 0);
    }

    private static void close(int from, int to) {
        if (from >= 0) DirectoryCalls.close(from);
        if (to >= 0) DirectoryCalls.close(to);
    }

    /// Nobody has continued what is there, and nobody will: the directory is complete. While it is
    /// open.
    void removeRests() {
        Leftovers.removeAllFrom(Path.of("/proc/self/fd/" + target()));
    }

    /// @return false if these are not the directories of this, and are closed
    private synchronized boolean openedAgain(int from, int to, TreeMemory memory) {
        if (source != CLOSED) {
            close(from, to); // somebody else was quicker
            return true;
        }
        Facts found = new Facts();
        boolean isSame = from >= 0
                && memory.status(from, found) >= 0
                && found.isSameFileAs(facts)
                && (targetNumber == 0 || isTarget(to, memory));
        if (!isSame) {
            close(from, to);
            return false;
        }
        source = from;
        target = to;
        if (to >= 0 && !isHidden()) Presence.announce(to, memory);
        openFolders.incrementAndGet();
        return true;
    }

    private boolean isTarget(int to, TreeMemory memory) {
        Facts found = new Facts();
        return to >= 0 && memory.status(to, found) >= 0 && found.number == targetNumber && found.device == targetDevice;
    }

    /// The path of a directory of the tree, or of the name of an entry of it.
    Path sourcePath(byte @Nullable [] entry) {
        Path path = sourceBase;
        for (byte[] name : names(true)) path = NativePath.resolve(path, name);
        return entry == null ? path : NativePath.resolve(path, entry);
    }

    Path targetPath(byte @Nullable [] entry) {
        Path path = targetBase;
        for (byte[] name : names(false)) path = NativePath.resolve(path, name);
        return entry == null ? path : NativePath.resolve(path, entry);
    }

    /// Relative to the root of the tree.
    ///
    /// @return null for the root itself
    @Nullable
    Path relativePath(byte[] entry) {
        if (parent == null) return null;
        Path path = null;
        int depth = 0;
        for (byte[] name : names(true)) {
            if (depth++ > 0) path = path == null ? NativePath.resolve(NONE, name) : NativePath.resolve(path, name);
        }
        return NativePath.resolve(path == null ? NONE : path, entry);
    }

    private static final Path NONE = Path.of("");

    private ArrayDeque<byte[]> names(boolean isSource) {
        ArrayDeque<byte[]> names = new ArrayDeque<>();
        for (TreeFolder folder = this; folder.parent != null; folder = folder.parent) {
            names.push(isSource ? folder.sourceName : folder.targetName);
        }
        return names;
    }

    /// Opens the directory of this name, with its time of reading left as it is where that may be.
    static int openSource(int directory, long name, boolean isFollowed) {
        int flags = isFollowed ? OPEN_DIRECTORY & ~Fcntl.O_NOFOLLOW : OPEN_DIRECTORY;
        int result = TreeMemory.open(directory, name, flags | Fcntl.O_NOATIME, 0);
        return result == -Errno.EPERM.number() ? TreeMemory.open(directory, name, flags, 0) : result;
    }

    static int openTarget(int directory, long name, boolean isFollowed) {
        int flags = isFollowed ? OPEN_DIRECTORY & ~Fcntl.O_NOFOLLOW : OPEN_DIRECTORY;
        return TreeMemory.open(directory, name, flags, 0);
    }

    /// A lock says that somebody fills the directory: see [Sweep].
    boolean lock() {
        int result = LibC.flock(target(), Fcntl.LOCK_EX | Fcntl.LOCK_NB);
        return result != -Errno.EAGAIN.number();
    }

    void unlock() {
        var _ = LibC.flock(target(), Fcntl.LOCK_UN);
    }
}
