package dev.tidemill.transfer.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Tidemill;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A read that is refused at the call has not begun, and the memory for it is free again.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RefusedReadTest {

    private static final int BLOCK_BYTES = 64 << 10;
    private static final int DEPTH = 4;

    @TempDir
    private Path directory;

    private AsyncFile unreadable;

    @BeforeEach
    void open() throws Exception {
        unreadable = open("unreadable");
    }

    private AsyncFile open(String name) throws Exception {
        Path path = directory.resolve(name);
        return AsyncFile.open(Tidemill.shared(), path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                .await();
    }

    @AfterEach
    void noMemoryIsInUse() throws Exception {
        unreadable.close();
        assertThat(Blocks.taken()).isZero();
    }

    /// Shorter ones are read by the thread that writes, longer ones by a thread of their own where
    /// there is a processor for it.
    @ParameterizedTest
    @ValueSource(longs = {1, BLOCK_BYTES + 1, 16 << 20, Long.MAX_VALUE})
    void aPumpLeavesNoBlock(long size) throws Exception {
        try (AsyncFile target = open("target")) {
            Stretches all = Stretches.all(unreadable, 0, size);
            Pump.Tap tap = Pump.Tap.of(_ -> {});
            Pump pump = new Pump(unreadable, target, false, all, 0, BLOCK_BYTES, DEPTH, CancellationToken.none(), tap);
            assertThatThrownBy(pump::run).isInstanceOf(NonReadableChannelException.class);
        }
        assertThat(directory.resolve("target")).isEmptyFile();
    }

    @Test
    void aChecksumLeavesNoBlock() {
        assertThatThrownBy(() -> ReadBack.checksum(unreadable, 5 << 20, CancellationToken.none()))
                .isInstanceOf(NonReadableChannelException.class);
    }

    @Test
    void aLongContentHasAllOfItsBlocksAgain() throws Exception {
        try (Arena arena = Arena.ofShared()) {
            Deque<MemorySegment> free = new ArrayDeque<>();
            for (int i = 0; i < DEPTH; i++) free.push(arena.allocate(BLOCK_BYTES));
            List<MemorySegment> all = List.copyOf(free);
            try (var content =
                    new LongContent(unreadable, 16 << 20, BLOCK_BYTES, DEPTH, free, CancellationToken.none())) {
                assertThatThrownBy(content::next).isInstanceOf(NonReadableChannelException.class);
            }
            assertThat(free).containsExactlyInAnyOrderElementsOf(all);
        }
        assertThat(Files.size(directory.resolve("unreadable"))).isZero();
    }
}
