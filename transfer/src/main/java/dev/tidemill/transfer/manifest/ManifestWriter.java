package dev.tidemill.transfer.manifest;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.names.HiddenName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes a manifest, which gets its name when it is whole: [#publish()] does it by one atomic
/// step, when the device has everything. Closed without that, nothing is left of it.
///
/// Until then it is a hidden file beside it, `.tidemill-xxxxxxxx.part`, as copies on their way are;
/// what a killed program left of it, the next one removes that copies into the directory or writes
/// a manifest there by [dev.tidemill.transfer.Verification]. All threads may add.
///
/// `sha256sum -c` checks such a manifest if its checksums are [Checksum#SHA_256]; those that cannot
/// be told by their length ([Checksum#CRC32C]) have the name of their algorithm with them, as
/// `cksum --tag` writes it.
public final class ManifestWriter implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;
    private static final int MOST_TRIES = 8;

    private final Path target;
    private final Path part;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private boolean isPublished;

    private ManifestWriter(Path target, Path part, FileChannel channel) {
        this.target = target;
        this.part = part;
        this.channel = channel;
    }

    /// @param target its name; a file that has it already is replaced in the end
    /// @throws FileSystemException if something else has it, which is not to be replaced: not even
    ///     a link, as `/dev/stdout` is one to a file sometimes; or nothing can be created beside it
    public static ManifestWriter create(Path target) throws IOException {
        return create(target, target.getParent());
    }

    /// As [#create(Path)], where the directory of `target` may be missing until [#publish()].
    ///
    /// @param directory where it is written, on the file system of `target`; null for the one that
    ///     relative paths begin at
    public static ManifestWriter create(Path target, @Nullable Path directory) throws IOException {
        checkReplaceable(target);
        for (int tries = 1; ; tries++) {
            Path part = HiddenName.in(directory == null ? target.getFileSystem().getPath("") : directory);
            HiddenName.begin(part);
            try {
                FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                if (isOurs(part, channel) || tries == MOST_TRIES) return new ManifestWriter(target, part, channel);
                channel.close();
            } catch (FileAlreadyExistsException e) {
                if (tries == MOST_TRIES) throw named(target, e);
            } catch (IOException e) {
                HiddenName.end(part);
                throw named(target, e);
            }
            HiddenName.end(part);
        }
    }

    private static void checkReplaceable(Path target) throws FileSystemException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) return;
        if (Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) return;
        String reason = "is no file, and not to be replaced by a manifest";
        if (Files.isSymbolicLink(target)) reason = "is a link, and not to be replaced: name the file that it leads to";
        if (Files.isDirectory(target)) reason = "is a directory";
        throw new FileSystemException(target.toString(), null, reason);
    }

    /// Locked, it is nobody's leftover; whoever cleans up may have been quicker.
    private static boolean isOurs(Path part, FileChannel channel) {
        try {
            return channel.tryLock() != null && Files.exists(part);
        } catch (IOException e) {
            return true; // a file system without locks: nobody can clean up there, either
        }
    }

    /// The failure with the name that the user knows.
    private static FileSystemException named(Path target, IOException e) {
        String name = target.toString();
        String reason = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        FileSystemException named = switch (e) {
            case NoSuchFileException _ -> new NoSuchFileException(name, null, reason);
            case AccessDeniedException _ -> new AccessDeniedException(name, null, reason);
            default -> new FileSystemException(name, null, reason);
        };
        named.initCause(e);
        return named;
    }

    /// One more file.
    public synchronized void add(ManifestEntry entry) throws IOException {
        byte[] line = ManifestLine.of(entry);
        if (line.length > buffer.remaining()) flush();
        if (line.length > buffer.remaining()) write(ByteBuffer.wrap(line));
        else buffer.put(line);
    }

    private void flush() throws IOException {
        write(buffer.flip());
        buffer.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            try {
                var _ = channel.write(bytes);
            } catch (IOException e) {
                throw named(target, e);
            }
        }
    }

    /// Gives it its name.
    public synchronized void publish() throws IOException {
        flush();
        try {
            channel.force(true);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE); // while it is locked
            isPublished = true;
            channel.close();
        } catch (IOException e) {
            throw named(target, e);
        }
    }

    /// Whether this is where it is written, or what it replaces: in a tree that it is made of,
    /// neither is of the tree.
    public boolean isItself(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        return absolute.equals(part.toAbsolutePath().normalize())
                || absolute.equals(target.toAbsolutePath().normalize());
    }

    /// Removes what was written, unless it was published.
    @Override
    public synchronized void close() throws IOException {
        try (channel) {
            if (!isPublished) Files.deleteIfExists(part); // under the lock
        } finally {
            HiddenName.end(part);
        }
    }
}
