package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// How to copy; settings that exist are right, and do not change.
///
/// Start from [#DEFAULT] and change what should differ:
/// `CopySettings.DEFAULT.withDurable(true).withExisting(Existing.UPDATE)`.
public final class CopySettings {

    private static final int BLOCK_UNIT = 4096;
    private static final int LARGEST_BLOCK = 64 << 20;
    private static final int MOST_DEPTH = 64;
    private static final int MOST_JOBS = 1024;
    private static final int LONGEST_SUFFIX = 64;

    /// What suits this machine and loses nothing: everything of a file is kept that may be, what is
    /// there already is replaced, blocks are shared where they can be; 8 blocks of 256 KiB for each
    /// file, as one fits into a processor's own cache and eight keep a disk busy; and two files for
    /// each processor, as some always wait for the disk, but from 4 to 16.
    public static final CopySettings DEFAULT = new CopySettings();

    private boolean durable;
    private int blockBytes = 256 << 10;
    private int depth = 8;
    private int jobs = Math.clamp(4L * Runtime.getRuntime().availableProcessors(), 8, 32);
    private Existing existing = Existing.REPLACE;
    private @Nullable String backupSuffix;
    private Set<Attribute> attributes = Collections.unmodifiableSet(EnumSet.allOf(Attribute.class));
    private PathFilter filter = PathFilter.ALL;
    private boolean dryRun;
    private boolean verified;
    private Sharing sharing = Sharing.IF_POSSIBLE;
    private CacheUse cacheUse = CacheUse.AS_IT_COMES;
    private boolean oneFileSystem;
    private long bytesPerSecond;
    private @Nullable CopyManifest manifest;

    private CopySettings() {}

    private CopySettings with(Consumer<CopySettings> change) {
        CopySettings changed = new CopySettings();
        changed.durable = durable;
        changed.blockBytes = blockBytes;
        changed.depth = depth;
        changed.jobs = jobs;
        changed.existing = existing;
        changed.backupSuffix = backupSuffix;
        changed.attributes = attributes;
        changed.filter = filter;
        changed.dryRun = dryRun;
        changed.verified = verified;
        changed.sharing = sharing;
        changed.cacheUse = cacheUse;
        changed.oneFileSystem = oneFileSystem;
        changed.bytesPerSecond = bytesPerSecond;
        changed.manifest = manifest;
        change.accept(changed);
        return changed;
    }

    private static void check(String name, int value, int most) {
        if (value < 1 || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; must be from 1 to " + most);
        }
    }

    /// Whether a copy is on the device, name and all, before the transfer is done: then it survives
    /// a power failure.
    public boolean durable() {
        return durable;
    }

    /// See [#durable()].
    public CopySettings withDurable(boolean durable) {
        return with(changed -> changed.durable = durable);
    }

    /// Bytes that are read at once; of a file of 8 MiB or more at least 2 MiB, of a source that is
    /// read past the page cache 4 MiB, and of one of 64 MiB or more whose copy is written past it
    /// 8 MiB. Where there is a limit from the beginning it is this, or 2 MiB if the copy is written
    /// past the page cache.
    public int blockBytes() {
        return blockBytes;
    }

    /// @param blockBytes a multiple of 4096 up to 64 MiB; see [#blockBytes()]
    public CopySettings withBlockBytes(int blockBytes) {
        if (blockBytes < BLOCK_UNIT || blockBytes > LARGEST_BLOCK || blockBytes % BLOCK_UNIT != 0) {
            throw new IllegalArgumentException("blockBytes is " + blockBytes + "; must be a multiple of " + BLOCK_UNIT
                    + " from " + BLOCK_UNIT + " to " + LARGEST_BLOCK);
        }
        return with(changed -> changed.blockBytes = blockBytes);
    }

    /// Blocks of one file that the device fetches at the same time, or that wait to be written; of
    /// 2 MiB at most 3, of 4 MiB 4, of 8 MiB 2. Past the page cache a local device fetches one of
    /// them at a time.
    public int depth() {
        return depth;
    }

    /// @param depth 1 to 64; see [#depth()]
    public CopySettings withDepth(int depth) {
        check("depth", depth, MOST_DEPTH);
        return with(changed -> changed.depth = depth);
    }

    /// The most files of a tree that are copied at the same time. While the processors are what it
    /// waits for, and not a device, they are fewer.
    public int jobs() {
        return jobs;
    }

    /// @param jobs 1 to 1,024; see [#jobs()]
    public CopySettings withJobs(int jobs) {
        check("jobs", jobs, MOST_JOBS);
        return with(changed -> changed.jobs = jobs);
    }

    /// What becomes of a file that has the name of a copy already.
    public Existing existing() {
        return existing;
    }

    /// See [#existing()].
    public CopySettings withExisting(Existing existing) {
        Objects.requireNonNull(existing, "existing");
        return with(changed -> changed.existing = existing);
    }

    /// What is added to the name of a file that is replaced, so that it is kept under that name;
    /// null if it is not kept.
    public @Nullable String backupSuffix() {
        return backupSuffix;
    }

    /// @param backupSuffix 1 to 64 characters without a slash, or null; see [#backupSuffix()]
    public CopySettings withBackupSuffix(@Nullable String backupSuffix) {
        if (backupSuffix != null
                && (backupSuffix.isEmpty() || backupSuffix.length() > LONGEST_SUFFIX || backupSuffix.contains("/"))) {
            throw new IllegalArgumentException("backupSuffix is '" + backupSuffix + "'; must be 1 to " + LONGEST_SUFFIX
                    + " characters without a slash");
        }
        return with(changed -> changed.backupSuffix = backupSuffix);
    }

    /// What a copy has of its source beside the bytes.
    public Set<Attribute> attributes() {
        return attributes;
    }

    /// See [#attributes()].
    public CopySettings withAttributes(Set<Attribute> attributes) {
        Set<Attribute> kept = attributes.isEmpty() ? EnumSet.noneOf(Attribute.class) : EnumSet.copyOf(attributes);
        return with(changed -> changed.attributes = Collections.unmodifiableSet(kept));
    }

    /// Which entries of a tree are copied.
    public PathFilter filter() {
        return filter;
    }

    /// See [#filter()].
    public CopySettings withFilter(PathFilter filter) {
        Objects.requireNonNull(filter, "filter");
        return with(changed -> changed.filter = filter);
    }

    /// Whether nothing is written, and only told what would be.
    public boolean dryRun() {
        return dryRun;
    }

    /// See [#dryRun()].
    public CopySettings withDryRun(boolean dryRun) {
        return with(changed -> changed.dryRun = dryRun);
    }

    /// Whether each copy is read again, from the device where that can be, and compared with what
    /// was read from its source, before it gets its name.
    public boolean verified() {
        return verified;
    }

    /// See [#verified()].
    public CopySettings withVerified(boolean verified) {
        return with(changed -> changed.verified = verified);
    }

    /// Whether a copy may share blocks of the device with its source.
    public Sharing sharing() {
        return sharing;
    }

    /// See [#sharing()].
    public CopySettings withSharing(Sharing sharing) {
        Objects.requireNonNull(sharing, "sharing");
        return with(changed -> changed.sharing = sharing);
    }

    /// How the page cache is used.
    public CacheUse cacheUse() {
        return cacheUse;
    }

    /// See [#cacheUse()].
    public CopySettings withCacheUse(CacheUse cacheUse) {
        Objects.requireNonNull(cacheUse, "cacheUse");
        return with(changed -> changed.cacheUse = cacheUse);
    }

    /// Whether directories of a tree on which another file system is mounted are made, and left
    /// empty.
    public boolean oneFileSystem() {
        return oneFileSystem;
    }

    /// See [#oneFileSystem()].
    public CopySettings withOneFileSystem(boolean oneFileSystem) {
        return with(changed -> changed.oneFileSystem = oneFileSystem);
    }

    /// The rate to begin with, in bytes a second; 0 for as fast as it goes.
    public long bytesPerSecond() {
        return bytesPerSecond;
    }

    /// @param bytesPerSecond 0 or more; see [#bytesPerSecond()]
    public CopySettings withBytesPerSecond(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "bytesPerSecond is " + bytesPerSecond + "; must be 0, for no limit, or more");
        }
        return with(changed -> changed.bytesPerSecond = bytesPerSecond);
    }

    /// The manifest of checksums that the copy writes; null for none.
    public @Nullable CopyManifest manifest() {
        return manifest;
    }

    /// See [#manifest()].
    public CopySettings withManifest(@Nullable CopyManifest manifest) {
        return with(changed -> changed.manifest = manifest);
    }
}
