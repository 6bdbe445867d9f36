package dev.tidemill.transfer.manifest;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.names.PathBytes;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Finds the files of a manifest by their names. It stays on the device: 16 to 32 bytes of memory
/// are enough for each of its files.
///
/// Lines that are none are passed over. Of several with one name, it is one of them. All threads
/// may ask.
public final class ManifestIndex implements Closeable {

    private static final int FIRST_LENGTH = 1024;
    private static final int LINE_BYTES = 512; // most are shorter
    private static final int POSITION_BITS = 40;
    private static final long POSITION_MASK = (1L << POSITION_BITS) - 1;

    private final FileChannel file;

    /// Where the line of a file begins, plus 1 as 0 is an empty place; in the bits above some of a
    /// number made of its name. The place of a line follows from that number.
    private long[] table = new long[FIRST_LENGTH];

    private int size;

    private ManifestIndex(FileChannel file) {
        this.file = file;
    }

    /// Reads it once. What becomes of the name afterwards does not matter, but the file itself must
    /// stay as it is.
    ///
    /// @param manifest a file of less than 1 TiB
    public static ManifestIndex open(Path manifest) throws IOException {
        ManifestIndex index = new ManifestIndex(FileChannel.open(manifest, StandardOpenOption.READ));
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            while (true) {
                try {
                    ManifestEntry entry = reader.next();
                    if (entry == null) return index;
                    index.add(entry.name(), reader.entryPosition());
                } catch (MalformedManifestException _) {
                    // the others count
                }
            }
        } catch (Throwable t) {
            index.close();
            throw t;
        }
    }

    private void add(Path name, long position) throws IOException {
        if (position >= POSITION_MASK) throw new IOException("a manifest of more than 1 TiB");
        if (size > table.length / 2) grow();
        long number = number(name);
        put(table, (number & ~POSITION_MASK) | (position + 1), number);
        size++;
    }

    /// The number is not kept: as many of its bits as are there decide about the place.
    private void grow() {
        if (table.length > 1 << 28) throw new OutOfMemoryError("more than 250 million names");
        long[] larger = new long[2 * table.length];
        for (long line : table) {
            if (line != 0) put(larger, line, line);
        }
        table = larger;
    }

    private static void put(long[] table, long line, long number) {
        int place = place(table, number);
        while (table[place] != 0) place = (place + 1) & (table.length - 1);
        table[place] = line;
    }

    private static int place(long[] table, long number) {
        long bits = number >>> POSITION_BITS;
        return (int) (bits * 0x9E37_79B1L) & (table.length - 1);
    }

    /// The file of this name.
    ///
    /// @return null if it is not there
    /// @throws IOException if the manifest cannot be read any more
    public @Nullable ManifestEntry find(Path name) throws IOException {
        long number = number(name);
        for (int place = place(table, number); table[place] != 0; place = (place + 1) & (table.length - 1)) {
            long line = table[place];
            if ((line & ~POSITION_MASK) != (number & ~POSITION_MASK)) continue;
            ManifestEntry entry = ManifestLine.parse(line((line & POSITION_MASK) - 1));
            if (entry != null && entry.name().equals(name)) return entry;
        }
        return null;
    }

    private byte[] line(long position) throws IOException {
        var line = new ByteArrayOutputStream(LINE_BYTES);
        ByteBuffer bytes = ByteBuffer.allocate(LINE_BYTES);
        while (file.read(bytes.clear(), position + line.size()) > 0) {
            for (int i = 0; i < bytes.position(); i++) {
                if (bytes.get(i) == '\n') return line.toByteArray();
                line.write(bytes.get(i));
            }
        }
        return line.toByteArray();
    }

    /// FNV-1a, mixed so that its upper bits depend on all characters.
    private static long number(Path name) {
        long hash = 0xCBF2_9CE4_8422_2325L;
        for (byte b : PathBytes.of(name)) hash = (hash ^ b) * 0x100_0000_01B3L;
        hash = (hash ^ (hash >>> 32)) * 0x9E37_79B9_7F4A_7C15L;
        return hash ^ (hash >>> 29);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
