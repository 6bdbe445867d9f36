package dev.tidemill.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Holds a file in the page cache: a machine that looks for pages which nobody has used for a while
/// and takes them back, as virtual ones do, would otherwise make some of the reads go to the disk.
///
/// See mlock(2). Where the process may not lock as much (`ulimit -l`), nothing is held.
final class PinnedFile implements AutoCloseable {

    private static final MethodHandle MLOCK = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("mlock"),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));

    private final Arena arena = Arena.ofShared();

    PinnedFile(Path path) throws IOException {
        try (var file = FileChannel.open(path, StandardOpenOption.READ)) {
            MemorySegment pages = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size(), arena);
            var _ = (int) MLOCK.invokeExact(pages, pages.byteSize()); // isDataCached says what came of it
        } catch (IOException e) {
            arena.close();
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    /// The system may have the pages again.
    @Override
    public void close() {
        arena.close();
    }
}
