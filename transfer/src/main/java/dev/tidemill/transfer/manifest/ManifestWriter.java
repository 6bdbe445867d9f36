package dev.tidemill.transfer.manifest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;

/// Writes a manifest, which gets its name when it is whole: [#publish()] does it by one atomic
/// step, when the device has everything. Closed without that, nothing is left of it.
///
/// Until then it is a hidden file beside it, `.tidemill-manifest-` and a number, which stays if the
/// program is killed. All threads may add.
///
/// `sha256sum -c` checks such a manifest if its checksums are [Checksum#SHA_256]; those that cannot
/// be told by their length ([Checksum#CRC32C]) have the name of their algorithm with them, as
/// `cksum --tag` writes it.
public final class ManifestWriter implements AutoCloseable {

    private static final int BUFFER_BYTES = 64 << 10;

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

    /// @param target its name; what has it already is replaced in the end, unless it is a directory
    public static ManifestWriter create(Path target) throws IOException {
        if (Files.isDirectory(target)) throw new FileSystemException(target.toString(), null, "is a directory");
        long number = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
        Path part = target.resolveSibling(".tidemill-manifest-" + Long.toString(number, Character.MAX_RADIX));
        try {
            FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new ManifestWriter(target, part, channel);
        } catch (IOException e) {
            throw named(target, e);
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
            channel.close();
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            isPublished = true;
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
        channel.close();
        if (!isPublished) Files.deleteIfExists(part);
    }
}
