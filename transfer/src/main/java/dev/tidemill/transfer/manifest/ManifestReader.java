package dev.tidemill.transfer.manifest;

import dev.tidemill.annotation.Nullable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Reads a manifest, one entry after the other, in memory that does not grow with it. For one
/// thread.
///
/// It takes what sha256sum(1), sha512sum(1), md5sum(1) and their like write, also with `--tag`, and
/// mixtures of them; without a tag the length of a checksum says what it is. Names may be of any
/// bytes. Empty lines, and those that begin with `#`, are passed over.
public final class ManifestReader implements Closeable {

    /// Much longer than every name, with each of its bytes escaped.
    private static final int LONGEST_LINE = 64 << 10;

    private static final int BUFFER_BYTES = 64 << 10;

    private final Path path;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private long bytesRead; // up to the limit
    private long line;
    private long linePosition;

    private ManifestReader(Path path, InputStream in) {
        this.path = path;
        this.in = in;
    }

    /// @param manifest a file; a pipe will do
    public static ManifestReader open(Path manifest) throws IOException {
        return new ManifestReader(manifest, Files.newInputStream(manifest));
    }

    /// The next file.
    ///
    /// @return null at the end
    /// @throws MalformedManifestException if a line is none of a manifest; the next call goes on
    ///     behind it
    /// @throws IOException if it cannot be read
    public @Nullable ManifestEntry next() throws IOException {
        while (true) {
            linePosition = bytesRead - (limit - position);
            byte[] bytes = nextLine();
            if (bytes == null) return null;
            line++;
            if (bytes.length > LONGEST_LINE) throw malformed("is longer than " + LONGEST_LINE + " bytes");
            try {
                ManifestEntry entry = ManifestLine.parse(bytes);
                if (entry != null) return entry;
            } catch (IllegalArgumentException e) {
                throw malformed(String.valueOf(e.getMessage()));
            }
        }
    }

    /// Where the line of the last entry begins.
    long entryPosition() {
        return linePosition;
    }

    private MalformedManifestException malformed(String reason) {
        return new MalformedManifestException(path, line, reason);
    }

    /// @return null at the end; of a line that is too long, the first [#LONGEST_LINE] bytes and one
    private byte @Nullable [] nextLine() throws IOException {
        byte[] begun = {};
        while (true) {
            if (position == limit && !fill()) return begun.length == 0 ? null : begun;
            int end = position;
            while (end < limit && buffer[end] != '\n') end++;
            boolean isWhole = end < limit;
            begun = joined(begun, end);
            position = isWhole ? end + 1 : end;
            if (isWhole) return begun;
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, in.read(buffer));
        bytesRead += limit;
        return limit > 0;
    }

    private byte[] joined(byte[] begun, int end) {
        int more = Math.min(end - position, LONGEST_LINE + 1 - begun.length);
        byte[] joined = Arrays.copyOf(begun, begun.length + more);
        System.arraycopy(buffer, position, joined, begun.length, more);
        return joined;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
