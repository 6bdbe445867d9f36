package dev.tidemill.transfer;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A file system in memory, of a process of its own, that does what those of the kernel do not do
/// when somebody wants to see it: reads of files whose name begins with `hang` are never answered,
/// but for the first [#ANSWERED_BYTES] of longer ones, and names may not tell upper from lower
/// case. It needs nothing but the JDK and `/dev/fuse` as its stdin and stdout, and speaks what
/// `linux/fuse.h` says. What it is asked for and does not know is `ENOSYS`, which the kernel then
/// does without.
///
/// For root. When the process ends, everything that waits for it fails.
final class MemoryFileSystem {

    static final int ANSWERED_BYTES = 1 << 20;

    private static final int MOST_BYTES = 1 << 20; // of one request
    private static final int HEADER_BYTES = 40;
    private static final int ENOENT = -2;
    private static final int EEXIST = -17;
    private static final int ENOTEMPTY = -39;
    private static final int ENOSYS = -38;
    private static final int S_IFMT = 0170000;
    private static final int S_IFDIR = 0040000;
    private static final int S_IFLNK = 0120000;
    private static final int S_IFREG = 0100000;
    private static final int RENAME_NOREPLACE = 1;

    /// A file, a link or a directory.
    private static final class Node {
        final long number;
        int mode;
        int links = 1;
        int user;
        int group;
        int size;
        long[] times = new long[3]; // seconds: read, written, changed
        int[] nanos = new int[3];
        byte[] content = new byte[0];
        final Map<String, Entry> entries = new LinkedHashMap<>(); // by what tells them apart

        Node(long number, int mode) {
            this.number = number;
            this.mode = mode;
        }
    }

    private record Entry(String name, Node node) {}

    private final InputStream in = new FileInputStream(FileDescriptor.in);
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);
    private final Map<Long, Node> nodes = new HashMap<>();
    private final boolean isFolding;
    private long nextNumber = 1;

    private MemoryFileSystem(boolean isFolding) {
        this.isFolding = isFolding;
        var _ = make(S_IFDIR | 0755);
    }

    /// @param mount an empty directory
    /// @param isFolding whether names do not tell upper from lower case
    static Process mount(Path mount, boolean isFolding) throws IOException {
        Path source = Path.of(System.getProperty("basedir", "."))
                .resolveSibling("transfer")
                .resolve("src/test/java/dev/tidemill/transfer/MemoryFileSystem.java");
        String script = "exec 0<>/dev/fuse && mount -i -t fuse -o"
                + " fd=0,rootmode=40000,user_id=0,group_id=0,allow_other memory \"$0\" && exec \"$@\" 1>&0";
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        return new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        script,
                        mount.toString(),
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        source.toAbsolutePath().toString(),
                        isFolding ? "fold" : "tell"))
                .start();
    }

    public static void main(String[] arguments) throws IOException {
        new MemoryFileSystem(arguments[0].equals("fold")).serve();
    }

    private void serve() throws IOException {
        byte[] request = new byte[MOST_BYTES + 4096];
        while (true) {
            int length;
            try {
                length = in.read(request);
            } catch (IOException e) {
                if (String.valueOf(e.getMessage()).contains("No such file")) continue; // it was interrupted meanwhile
                return; // it is not mounted any more
            }
            if (length < HEADER_BYTES) return;
            ByteBuffer asked = ByteBuffer.wrap(request, 0, length).order(ByteOrder.nativeOrder());
            int call = asked.getInt(4);
            long unique = asked.getLong(8);
            Node node = nodes.get(asked.getLong(16));
            asked.position(HEADER_BYTES);
            if (call == 2 || call == 36 || call == 42) continue; // FORGET, INTERRUPT, BATCH_FORGET
            ByteBuffer answer = ByteBuffer.allocate(MOST_BYTES + 4096)
                    .order(ByteOrder.nativeOrder())
                    .position(16);
            int error =
                    carryOut(call, node == null ? make(0) : node, asked.slice().order(asked.order()), answer);
            if (error > 0) continue;
            if (error < 0) answer.position(16);
            answer.putInt(0, answer.position()).putInt(4, error).putLong(8, unique);
            out.write(answer.array(), 0, answer.position());
        }
    }

    /// @return a negated errno, 0, or 1 for no answer
    private int carryOut(int call, Node node, ByteBuffer asked, ByteBuffer answer) {
        return switch (call) {
            case 1 -> lookUp(node, name(asked), answer);
            case 3 -> attributes(node, answer);
            case 4 -> setAttributes(node, asked, answer);
            case 5 -> bytes(node.content, answer);
            case 6 -> link(node, name(asked), asked, answer);
            case 8 -> create(node, asked.getInt(0), 16, asked, answer);
            case 9 -> create(node, S_IFDIR | asked.getInt(0), 8, asked, answer);
            case 10, 11 -> remove(node, name(asked));
            case 12 -> rename(node, nodes.get(asked.getLong(0)), 0, asked.position(8));
            case 13 -> secondName(node, nodes.get(asked.getLong(0)), name(asked.position(8)), answer);
            case 14, 27 -> skip(answer, 16); // OPEN, OPENDIR
            case 15 -> read(node, asked.getLong(8), asked.getInt(16), answer);
            case 16 -> write(node, asked, answer);
            case 17 -> statistics(answer);
            case 18, 20, 25, 29, 30 -> 0; // RELEASE, FSYNC, FLUSH, RELEASEDIR, FSYNCDIR
            case 26 -> begin(asked, answer);
            case 28 -> list(node, asked.getLong(8), asked.getInt(16), answer);
            case 35 -> created(create(node, S_IFREG | asked.getInt(4), 16, asked, answer), answer);
            case 45 -> rename(node, nodes.get(asked.getLong(0)), asked.getInt(8), asked.position(16));
            default -> ENOSYS;
        };
    }

    private int begin(ByteBuffer asked, ByteBuffer answer) {
        int flags = 1 | (1 << 5) | (1 << 22); // ASYNC_READ, BIG_WRITES, MAX_PAGES
        // nothing is read ahead: who waits for a read is who wants it, and has what is before it
        answer.putInt(7).putInt(31).putInt(0).putInt(asked.getInt(12) & flags);
        answer.putShort((short) 0).putShort((short) 0).putInt(MOST_BYTES).putInt(1);
        answer.putShort((short) (MOST_BYTES / 4096)).putShort((short) 0);
        return skip(answer, 32);
    }

    private Node make(int mode) {
        Node node = new Node(nextNumber++, mode);
        nodes.put(node.number, node);
        return node;
    }

    private String key(String name) {
        return isFolding ? name.toLowerCase(Locale.ROOT) : name;
    }

    /// The name that begins at the position, to its terminating zero.
    private static String name(ByteBuffer asked) {
        int start = asked.position();
        while (asked.get() != 0) {
            // goes on
        }
        byte[] bytes = new byte[asked.position() - 1 - start];
        asked.get(start, bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private int lookUp(Node directory, String name, ByteBuffer answer) {
        Entry entry = directory.entries.get(key(name));
        return entry == null ? ENOENT : entry(entry.node, answer);
    }

    private static int entry(Node node, ByteBuffer answer) {
        answer.putLong(node.number).putLong(0).putLong(0).putLong(0).putInt(0).putInt(0);
        return status(node, answer);
    }

    private static int attributes(Node node, ByteBuffer answer) {
        return status(node, answer.putLong(0).putInt(0).putInt(0));
    }

    private static int status(Node node, ByteBuffer answer) {
        answer.putLong(node.number).putLong(node.size).putLong((node.size + 511L) / 512);
        for (long time : node.times) answer.putLong(time);
        for (int nanos : node.nanos) answer.putInt(nanos);
        answer.putInt(node.mode).putInt(node.links).putInt(node.user).putInt(node.group);
        answer.putInt(0).putInt(4096).putInt(0);
        return 0;
    }

    private static int setAttributes(Node node, ByteBuffer asked, ByteBuffer answer) {
        int valid = asked.getInt(0);
        if ((valid & 1) != 0) node.mode = (node.mode & S_IFMT) | (asked.getInt(68) & ~S_IFMT);
        if ((valid & 2) != 0) node.user = asked.getInt(76);
        if ((valid & 4) != 0) node.group = asked.getInt(80);
        if ((valid & 8) != 0) resize(node, (int) asked.getLong(16));
        for (int i = 0; i < 2; i++) {
            if ((valid & (16 << i)) == 0) continue;
            node.times[i] = asked.getLong(32 + 8 * i);
            node.nanos[i] = asked.getInt(56 + 4 * i);
        }
        return attributes(node, answer);
    }

    private static void resize(Node node, int size) {
        if (size > node.content.length) node.content = Arrays.copyOf(node.content, Math.max(size, 2 * node.size));
        if (size < node.size) Arrays.fill(node.content, size, node.size, (byte) 0);
        node.size = size;
    }

    private int create(Node directory, int mode, int nameStart, ByteBuffer asked, ByteBuffer answer) {
        String name = name(asked.position(nameStart));
        if (directory.entries.containsKey(key(name))) return EEXIST;
        Node node = make(mode);
        directory.entries.put(key(name), new Entry(name, node));
        return entry(node, answer);
    }

    private static int created(int result, ByteBuffer answer) {
        return result < 0 ? result : skip(answer, 16);
    }

    private int link(Node directory, String name, ByteBuffer asked, ByteBuffer answer) {
        String content = name(asked);
        if (directory.entries.containsKey(key(name))) return EEXIST;
        Node node = make(S_IFLNK | 0777);
        node.content = content.getBytes(StandardCharsets.ISO_8859_1);
        node.size = node.content.length;
        directory.entries.put(key(name), new Entry(name, node));
        return entry(node, answer);
    }

    private int secondName(Node directory, Node node, String name, ByteBuffer answer) {
        if (directory.entries.containsKey(key(name))) return EEXIST;
        node.links++;
        directory.entries.put(key(name), new Entry(name, node));
        return entry(node, answer);
    }

    private int remove(Node directory, String name) {
        Entry entry = directory.entries.get(key(name));
        if (entry == null) return ENOENT;
        if (!entry.node.entries.isEmpty()) return ENOTEMPTY;
        entry.node.links--;
        directory.entries.remove(key(name));
        return 0;
    }

    private int rename(Node from, Node to, int flags, ByteBuffer asked) {
        String old = name(asked);
        String name = name(asked);
        Entry entry = from.entries.get(key(old));
        if (entry == null) return ENOENT;
        Entry there = to.entries.get(key(name));
        if (there != null && (flags & RENAME_NOREPLACE) != 0) return EEXIST;
        if (there != null && !there.node.entries.isEmpty()) return ENOTEMPTY;
        if (there != null && there.node == entry.node) return 0;
        if (there != null) there.node.links--;
        from.entries.remove(key(old));
        // as ext4 does: what has the name keeps its spelling
        to.entries.put(key(name), new Entry(there == null ? name : there.name, entry.node));
        return 0;
    }

    private static int skip(ByteBuffer answer, int bytes) {
        answer.position(answer.position() + bytes);
        return 0;
    }

    private static int bytes(byte[] bytes, ByteBuffer answer) {
        answer.put(bytes);
        return 0;
    }

    private int read(Node node, long offset, int length, ByteBuffer answer) {
        boolean isBehind = offset + length > ANSWERED_BYTES || node.size < ANSWERED_BYTES;
        if (isBehind && hangs(node)) {
            System.err.println("hangs");
            return 1;
        }
        if (offset < node.size) answer.put(node.content, (int) offset, (int) Math.min(length, node.size - offset));
        return 0;
    }

    private boolean hangs(Node node) {
        for (Node directory : nodes.values()) {
            for (Entry entry : directory.entries.values()) {
                if (entry.node == node && entry.name.startsWith("hang")) return true;
            }
        }
        return false;
    }

    private static int write(Node node, ByteBuffer asked, ByteBuffer answer) {
        int offset = (int) asked.getLong(8);
        int length = asked.getInt(16);
        if (offset + length > node.size) resize(node, offset + length);
        asked.get(40, node.content, offset, length);
        answer.putInt(length).putInt(0);
        return 0;
    }

    private static int statistics(ByteBuffer answer) {
        for (int i = 0; i < 5; i++) answer.putLong(1 << 20);
        answer.putInt(4096).putInt(255).putInt(4096).putInt(0);
        return skip(answer, 24);
    }

    private static int list(Node directory, long offset, int length, ByteBuffer answer) {
        int start = answer.position();
        int index = 0;
        for (Entry entry : directory.entries.values()) {
            if (index++ < offset) continue;
            byte[] name = entry.name.getBytes(StandardCharsets.ISO_8859_1);
            int padded = (24 + name.length + 7) / 8 * 8;
            if (answer.position() - start + padded > length) return 0;
            int end = answer.position() + padded;
            answer.putLong(entry.node.number).putLong(index).putInt(name.length);
            answer.putInt((entry.node.mode & S_IFMT) >> 12).put(name).position(end);
        }
        return 0;
    }
}
