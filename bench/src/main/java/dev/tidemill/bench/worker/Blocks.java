package dev.tidemill.bench.worker;

import static dev.tidemill.bench.worker.Workload.BLOCK_BYTES;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Memory and open options for reads of one block by the JDK's channels.
final class Blocks {

    private static final OpenOption DIRECT = direct();

    private Blocks() {}

    /// `com.sun.nio.file.ExtendedOpenOption.DIRECT`, by name: javac warns of each mention of that
    /// class, and no annotation stops it.
    private static OpenOption direct() {
        try {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            return (OpenOption) options.getField("DIRECT").get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("this JDK has no ExtendedOpenOption.DIRECT", e);
        }
    }

    /// Buffers of exactly one block. `alignedSlice` alone may leave room for two, and a
    /// `clear()` between two reads would bring it back.
    static List<ByteBuffer> allocate(int count) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ByteBuffer aligned = ByteBuffer.allocateDirect(2 * BLOCK_BYTES).alignedSlice(BLOCK_BYTES);
            buffers.add(aligned.slice(0, BLOCK_BYTES));
        }
        return buffers;
    }

    static Set<OpenOption> options(Workload workload) {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ));
        if (workload.direct()) options.add(DIRECT);
        return options;
    }

    static void requireWhole(int bytes) throws EOFException {
        if (bytes != BLOCK_BYTES) throw new EOFException("a read of a block gave " + bytes + " bytes");
    }
}
