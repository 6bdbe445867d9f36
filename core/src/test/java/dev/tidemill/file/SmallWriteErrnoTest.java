package dev.tidemill.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.MemoryFolder;
import dev.tidemill.OtherEngines;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.engine.Faults;
import dev.tidemill.engine.Faults.Call;
import dev.tidemill.engine.uring.FaultyRings;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// What goes wrong while a thread of the library writes a small file in memory.
@Timeout(30)
@EnabledIf("dev.tidemill.MemoryFolder#isThere")
class SmallWriteErrnoTest extends EngineFixture {

    private static final int PIECE = 1000;

    /// Every write is a short one.
    private final Faults faults = new Faults() {
        @Override
        public int lengthOf(Call call, int length) {
            return Math.min(length, PIECE);
        }
    };

    @TempDir(factory = MemoryFolder.class)
    private Path memory;

    @Override
    public Path folder() {
        return memory;
    }

    @Override
    public TidemillConfig config() {
        return TidemillConfig.DEFAULT.withBackend(Backend.IO_URING);
    }

    @Override
    Tidemill start() {
        assumeTrue(FaultyRings.arePossible(), "the kernel gives no errors on demand, Linux 6.10 does");
        return OtherEngines.faulty(config(), faults);
    }

    private void write(Path path, MemorySegment source) throws IOException, InterruptedException {
        AsyncFiles.write(io(), path, source, CancellationToken.none()).await();
    }

    @Test
    void whatIsWrittenInPiecesIsWhole() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 64 * 1024);
        Path path = folder().resolve("a");
        write(path, MemorySegment.ofArray(content));
        assertArrayEquals(content, Files.readAllBytes(path));
        write(
                path,
                memory(content.length - 1L)
                        .copyFrom(MemorySegment.ofArray(content).asSlice(1)));
        assertArrayEquals(Arrays.copyOfRange(content, 1, content.length), Files.readAllBytes(path));
    }

    @Test
    void aDiskThatGetsFullSaysHowManyBytesWereWritten() throws Exception {
        for (MemorySegment source : List.of(memory(4096), MemorySegment.ofArray(new byte[4096]))) {
            Path path = folder().resolve("full" + source.isNative());
            faults.failAfter(3, Call.WRITE, Errno.ENOSPC);
            var e = assertThrows(FileSystemException.class, () -> write(path, source));
            assertTrue(faults.areOver());
            assertEquals(path.toString(), e.getFile());
            assertTrue(
                    e.getMessage()
                            .endsWith(
                                    "write of a file of 4096 bytes failed: ENOSPC (No space left on device), after 3000"
                                            + " bytes were written"),
                    e::getMessage);
            assertEquals(3000, Files.size(path));
        }
    }

    /// Whether it is there or not; and it is closed, or the fixture finds it open.
    @Test
    void everyCallThatFailsIsReported() throws Exception {
        Path there = write("there", "x");
        for (Path path : List.of(there, folder().resolve("missing"))) {
            for (Call call : List.of(Call.OPEN, Call.WRITE, Call.CLOSE)) {
                for (Errno errno : List.of(Errno.EIO, Errno.ENOSPC, Errno.EDQUOT, Errno.EEXIST, Errno.EACCES)) {
                    faults.failNext(call, errno);
                    String what = call + " " + errno + " " + path;
                    var e = assertThrows(
                            FileSystemException.class, () -> write(path, MemorySegment.ofArray(new byte[8])), what);
                    assertTrue(faults.areOver(), what);
                    assertTrue(e.getMessage().contains(errno.toString()), what);
                    assertEquals(path.toString(), e.getFile(), what);
                }
                if (path != there) Files.deleteIfExists(path);
            }
        }
    }
}
