package dev.tidemill.transfer.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.CopyManifest;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.block.Blocks;
import dev.tidemill.transfer.manifest.Digest;
import dev.tidemill.transfer.manifest.ManifestEntry;
import dev.tidemill.transfer.manifest.ManifestIndex;
import dev.tidemill.transfer.manifest.ManifestWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Objects;

/// The [CopyManifest] of a copy that runs. All threads.
public final class Ledger implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final String IS_TARGET = "is to be the copy, and cannot be its manifest too";

    private final CopyManifest manifest;
    private final Path file;
    private final Path base;
    private final ManifestWriter writer;
    private final @Nullable Before before;
    private final CancellationToken token;

    /// What has the name of the manifest until this one gets it.
    private record Before(ManifestIndex index, FileTime written) {}

    /// It is the manifest that cannot be written.
    public static final class NotWrittenException extends IOException {
        private static final long serialVersionUID = 1;

        private final IOException failure;

        NotWrittenException(IOException failure) {
            super(failure);
            this.failure = failure;
        }

        public IOException failure() {
            return failure;
        }
    }

    private Ledger(
            CopyManifest manifest,
            Path file,
            Path base,
            ManifestWriter writer,
            @Nullable Before before,
            CancellationToken token) {
        this.manifest = manifest;
        this.file = file;
        this.base = base;
        this.writer = writer;
        this.before = before;
        this.token = token;
    }

    /// @param targets of the copy
    /// @return null if none is wanted
    public static @Nullable Ledger open(CopySettings settings, List<Path> targets, CancellationToken token)
            throws IOException {
        CopyManifest manifest = settings.manifest();
        if (manifest == null || settings.dryRun()) return null;
        Path file = plain(manifest.file());
        for (Path target : targets) {
            if (plain(target).equals(file)) throw new FileSystemException(file.toString(), null, IS_TARGET);
        }
        Path directory = directoryThatIsThere(file, targets);
        Leftovers.removeFrom(directory);
        ManifestWriter writer = ManifestWriter.create(manifest.file(), directory);
        try {
            boolean areFilesKept = settings.existing() != Existing.REPLACE && settings.existing() != Existing.REFUSE;
            Before before = areFilesKept && Files.isRegularFile(file)
                    ? new Before(ManifestIndex.open(file), Files.getLastModifiedTime(file))
                    : null;
            return new Ledger(manifest, file, plain(manifest.base()), writer, before, token);
        } catch (Throwable t) {
            writer.close();
            throw t;
        }
    }

    /// That of the manifest, or the nearest above it if the copy is to make that.
    private static Path directoryThatIsThere(Path file, List<Path> targets) throws IOException {
        Path directory = Targets.directoryOf(file);
        if (Files.isDirectory(directory)) return directory;
        for (Path target : targets) {
            if (!file.startsWith(plain(target))) continue;
            while (!Files.isDirectory(directory)) directory = Targets.directoryOf(directory);
            return directory;
        }
        throw new NoSuchFileException(
                file.toString(), null, "there is no directory " + directory + " for the manifest");
    }

    /// Absolute, without `.` and `..`.
    private static Path plain(Path path) throws IOException {
        Path absolute = path.toAbsolutePath();
        for (Path name : absolute) {
            if (!name.toString().equals("..")) continue; // where that leads to, the file system knows
            Path last = Objects.requireNonNullElse(absolute.getFileName(), name);
            boolean isDirectory = last.toString().equals("..");
            return isDirectory
                    ? absolute.toRealPath()
                    : Targets.directoryOf(absolute).toRealPath().resolve(last);
        }
        return absolute.normalize();
    }

    /// A file was copied, and has its name.
    ///
    /// @param digest of its bytes; null if nobody has made it
    /// @return it, or the one that was made of the copy
    /// @throws FileAlreadyExistsException if it has the name of the manifest
    public String copied(Path target, @Nullable String digest) throws IOException {
        Path path = plain(target);
        if (path.equals(file)) {
            throw new FileAlreadyExistsException(
                    target.toString(), null, "has the name of the manifest, which takes its place");
        }
        return write(path, digest == null ? digest(path) : digest);
    }

    /// What was there already stays as it is.
    ///
    /// @return the digest of its bytes; null if it has no line, as it is no file
    public @Nullable String kept(Path target) throws IOException {
        if (!Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) return null;
        Path path = plain(target);
        if (path.equals(file)) return null; // it is not of the copy
        String known = digestBefore(path);
        return write(path, known == null ? digest(path) : known);
    }

    private String write(Path path, String digest) throws IOException {
        ManifestEntry entry = new ManifestEntry(name(path), manifest.checksum(), digest);
        try {
            writer.add(entry);
        } catch (IOException e) {
            throw new NotWrittenException(e);
        }
        return digest;
    }

    private Path name(Path path) {
        return path.startsWith(base) && !path.equals(base) ? base.relativize(path) : path;
    }

    /// @return null if nobody knows what it was then, or it was written since then
    private @Nullable String digestBefore(Path path) throws IOException {
        if (before == null) return null;
        ManifestEntry entry = before.index.find(name(path));
        if (entry == null || entry.checksum() != manifest.checksum()) return null;
        FileTime changed = (FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS);
        return changed.compareTo(before.written) > 0 ? null : entry.digest();
    }

    private String digest(Path path) throws IOException {
        Digest digest = manifest.checksum().start();
        MemorySegment block = Blocks.take(BLOCK_BYTES);
        try (FileChannel copy = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = block.asByteBuffer();
            while (copy.read(bytes.clear()) >= 0) {
                token.throwIfCancelled();
                digest.update(bytes.flip());
            }
            return digest.end();
        } finally {
            Blocks.giveBack(block);
        }
    }

    /// Begins the digest of a file.
    ///
    /// @return null if no manifest is wanted
    static @Nullable Digest start(CopySettings settings) {
        CopyManifest manifest = settings.manifest();
        return manifest == null ? null : manifest.checksum().start();
    }

    /// The digest of bytes that are all of a file.
    ///
    /// @return null if no manifest is wanted
    public static @Nullable String digest(CopySettings settings, MemorySegment content) {
        Digest digest = start(settings);
        if (digest == null) return null;
        digest.update(content);
        return digest.end();
    }

    /// Gives the manifest its name: everything is in it.
    ///
    /// @param durable whether the name is to be on the device, too
    public void publish(Tidemill io, boolean durable) throws IOException, InterruptedException {
        writer.publish();
        if (durable) Targets.sync(io, Targets.directoryOf(file));
    }

    /// Removes what was written, unless it was published.
    @Override
    public void close() throws IOException {
        try (writer) {
            if (before != null) before.index.close();
        }
    }
}
