package dev.tidemill.nio;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.CompletionHandler;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What everybody expects of an [AsynchronousFileChannel], whoever made it: the JDK's keeps it too.
abstract class ChannelContract extends ChannelLockContract {

    // Opening.

    @Test
    void withoutOptionsItIsOpenedToRead() throws Exception {
        try (var channel = open(file("0123456789"))) {
            assertTrue(channel.isOpen());
            assertEquals(10, channel.size());
            assertEquals(10, channel.read(ByteBuffer.allocate(20), 0).get());
            assertThrows(NonWritableChannelException.class, () -> channel.write(ByteBuffer.allocate(1), 0));
        }
    }

    @Test
    void itIsNotOpenedToAppend() throws Exception {
        Path path = file("x");
        refused(UnsupportedOperationException.class, "APPEND not allowed", () -> open(path, APPEND));
        refused(UnsupportedOperationException.class, "APPEND not allowed", () -> open(path, READ, APPEND));
        refused(UnsupportedOperationException.class, "APPEND not allowed", () -> open(path, APPEND, TRUNCATE_EXISTING));
        assertEquals("x", Files.readString(path));
    }

    private enum Unheard implements OpenOption {
        OF
    }

    @Test
    void optionsThatItDoesNotKnowAreRefused() throws Exception {
        Path path = file("x");
        refused(
                UnsupportedOperationException.class,
                "NOSHARE_READ not supported",
                () -> open(path, ofTheJdk("NOSHARE_READ")));
        refused(UnsupportedOperationException.class, "OF not supported", () -> open(path, READ, Unheard.OF));
        assertThrows(NullPointerException.class, () -> open(path, (OpenOption) null));
        assertThrows(NullPointerException.class, () -> open(path, (Set<OpenOption>) null, null));
        assertThrows(NullPointerException.class, () -> open((Path) null, READ));
    }

    /// An option of `com.sun.nio.file`, which the module does not see.
    @SuppressWarnings({"unchecked", "rawtypes"})
    static OpenOption ofTheJdk(String name) throws ClassNotFoundException {
        return (OpenOption) Enum.valueOf((Class) Class.forName("com.sun.nio.file.ExtendedOpenOption"), name);
    }

    @Test
    void whatIsNotThereIsNotOpened() {
        Path path = folder().resolve("missing");
        for (Set<? extends OpenOption> options : List.of(
                Set.<OpenOption>of(), Set.of(WRITE), Set.of(CREATE), Set.of(CREATE_NEW), Set.of(READ, CREATE))) {
            var e = assertThrows(NoSuchFileException.class, () -> open(path, options, null));
            assertEquals(path.toString(), e.getFile());
        }
        assertFalse(Files.exists(path));
    }

    @Test
    void aFileIsCreatedIfItIsOpenedToWrite() throws Exception {
        open(folder().resolve("a"), WRITE, CREATE).close();
        open(folder().resolve("b"), READ, WRITE, CREATE_NEW).close();
        open(folder().resolve("c"), WRITE, CREATE, CREATE_NEW, SPARSE).close();
        for (String name : List.of("a", "b", "c")) assertEquals(0, Files.size(folder().resolve(name)));
    }

    @Test
    void aNewFileIsNotAnOldOne() throws Exception {
        Path path = file("old");
        Path link = Files.createSymbolicLink(folder().resolve("link"), folder().resolve("nowhere"));
        for (Path old : List.of(path, folder(), link, Path.of("."))) {
            assertThrows(FileAlreadyExistsException.class, () -> open(old, WRITE, CREATE_NEW));
            assertThrows(FileAlreadyExistsException.class, () -> open(old, WRITE, CREATE, CREATE_NEW));
        }
        assertEquals("old", Files.readString(path));
        open(path, READ, CREATE_NEW).close();
    }

    @Test
    void aFileIsTruncatedIfItIsOpenedToWrite() throws Exception {
        Path path = file("old");
        open(path, WRITE, CREATE).close();
        open(path, READ, TRUNCATE_EXISTING).close();
        open(path, TRUNCATE_EXISTING).close();
        assertEquals("old", Files.readString(path));
        open(path, WRITE, TRUNCATE_EXISTING).close();
        assertEquals("", Files.readString(path));
    }

    @Test
    void aLinkIsFollowedUnlessThatIsRefused() throws Exception {
        Path link = Files.createSymbolicLink(folder().resolve("link"), file("0123456789"));
        try (var channel = open(link)) {
            assertEquals(10, channel.size());
        }
        assertThrows(IOException.class, () -> open(link, LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void aDirectoryIsNoFile() throws Exception {
        assertThrows(FileSystemException.class, () -> open(folder(), WRITE));
        try (var channel = open(folder())) {
            failsWith(IOException.class, () -> channel.read(ByteBuffer.allocate(1), 0));
        }
    }

    @Test
    void whatIsWrittenThroughIsThere() throws Exception {
        for (OpenOption option : List.of(SYNC, DSYNC)) {
            Path path = folder().resolve(option.toString());
            try (var channel = open(path, CREATE, WRITE, option)) {
                assertEquals(3, channel.write(bytes("abc"), 2).get());
            }
            assertEquals("\0\0abc", Files.readString(path));
        }
    }

    @Test
    void aNewFileHasThePermissionsThatWereAskedFor() throws Exception {
        Path path = folder().resolve("mine");
        Set<PosixFilePermission> mine = PosixFilePermissions.fromString("r-x------");
        open(path, Set.of(WRITE, CREATE), null, PosixFilePermissions.asFileAttribute(mine))
                .close();
        assertEquals(mine, Files.getPosixFilePermissions(path));
        open(path, Set.of(READ, CREATE), null, PosixFilePermissions.asFileAttribute(Set.of()))
                .close();
        assertEquals(mine, Files.getPosixFilePermissions(path)); // it was there
    }

    @Test
    void attributesThatNoFileIsCreatedWithAreRefused() throws Exception {
        Path path = folder().resolve("new");
        assertThrows(
                UnsupportedOperationException.class,
                () -> open(path, Set.of(WRITE, CREATE), null, attribute("dos:hidden", true)));
        assertThrows(
                NullPointerException.class, () -> open(path, Set.of(WRITE, CREATE), null, (FileAttribute<?>) null));
        assertFalse(Files.exists(path));
    }

    private static FileAttribute<?> attribute(String name, Object value) {
        return new FileAttribute<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Object value() {
                return value;
            }
        };
    }

    @Test
    void aFileIsDeletedOnClose() throws Exception {
        Path path = file("0123456789");
        try (var channel = open(path, READ, WRITE, DELETE_ON_CLOSE)) {
            assertEquals(3, channel.write(bytes("abc"), 9).get());
            assertEquals("8abc", read(channel, 8, 10));
        }
        assertFalse(Files.exists(path));
        Path created = folder().resolve("new");
        open(created, WRITE, CREATE_NEW, DELETE_ON_CLOSE).close();
        assertFalse(Files.exists(created));
        Path link = Files.createSymbolicLink(folder().resolve("link"), file("x"));
        assertThrows(IOException.class, () -> open(link, READ, DELETE_ON_CLOSE));
        assertTrue(Files.exists(link));
    }

    // Reading and writing.

    @Test
    void aTransferMovesTheBuffer() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE)) {
            ByteBuffer target = ByteBuffer.allocate(8).position(1).limit(5);
            assertEquals(4, channel.read(target, 3).get());
            assertEquals(5, target.position());
            assertEquals(5, target.limit());
            assertEquals("\0" + "3456", text(target.flip()));

            ByteBuffer source = bytes("abcdef").position(2).limit(4);
            assertEquals(2, channel.write(source, 9).get());
            assertEquals(4, source.position());
            assertEquals(11, channel.size());
            assertEquals("8cd", read(channel, 8, 10));
        }
    }

    @Test
    void theEndIsMinusOne() throws Exception {
        try (var channel = open(file("0123456789"))) {
            for (long position : new long[] {10, 11, 1L << 40, Long.MAX_VALUE - 5}) {
                ByteBuffer target = ByteBuffer.allocate(5);
                assertEquals(-1, channel.read(target, position).get(), "at " + position);
                assertEquals(-1, told(handler -> channel.read(target, position, null, handler)));
                assertEquals(0, target.position());
            }
            assertEquals(2, channel.read(ByteBuffer.allocate(5), 8).get());
        }
    }

    @Test
    void nothingIsTransferredWithABufferWithoutRoom() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE)) {
            ByteBuffer none = ByteBuffer.allocate(3).position(3);
            for (long position : new long[] {0, 10, 20, Long.MAX_VALUE}) {
                assertEquals(0, channel.read(none, position).get());
                assertEquals(0, channel.write(none, position).get());
                assertEquals(0, told(handler -> channel.read(none, position, null, handler)));
                assertEquals(0, told(handler -> channel.write(none, position, null, handler)));
            }
            assertEquals(10, channel.size());
        }
    }

    @Test
    void whatIsTooFarAwayFails() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE)) {
            for (long position : new long[] {Long.MAX_VALUE, Long.MAX_VALUE - 4}) {
                failsWith(IOException.class, () -> channel.read(ByteBuffer.allocate(5), position));
                failsWith(IOException.class, () -> channel.write(ByteBuffer.allocate(5), position));
                assertInstanceOf(
                        IOException.class,
                        toldOfFailure(handler -> channel.read(ByteBuffer.allocate(5), position, null, handler)));
            }
            failsWith(IOException.class, () -> channel.write(ByteBuffer.allocate(5), Long.MAX_VALUE - 5));
        }
    }

    /// What is found first is said first.
    @Test
    void argumentsAreCheckedInOrder() throws Exception {
        Path path = file("0123456789");
        ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
        var reading = open(path, READ);
        var writing = open(path, WRITE);
        for (boolean open : new boolean[] {true, false}) {
            assertThrows(IllegalArgumentException.class, () -> writing.read(readOnly, -1));
            assertThrows(NonReadableChannelException.class, () -> writing.read(readOnly, 0));
            assertThrows(NonReadableChannelException.class, () -> writing.read(null, 0));
            assertThrows(IllegalArgumentException.class, () -> reading.read(readOnly, 0));
            assertThrows(IllegalArgumentException.class, () -> reading.read(null, -1));
            assertThrows(NullPointerException.class, () -> reading.read(null, 0));
            assertThrows(IllegalArgumentException.class, () -> reading.write(readOnly, -1));
            assertThrows(NonWritableChannelException.class, () -> reading.write(readOnly, 0));
            assertThrows(NonWritableChannelException.class, () -> reading.write(null, 0));
            assertThrows(NullPointerException.class, () -> writing.read(readOnly, -1, null, null));
            assertThrows(NullPointerException.class, () -> reading.write(readOnly, -1, null, null));
            assertThrows(IllegalArgumentException.class, () -> reading.truncate(-1));
            assertThrows(NonWritableChannelException.class, () -> reading.truncate(0));
            if (open) assertThrows(NullPointerException.class, () -> writing.write(null, 0));
            else failsWith(ClosedChannelException.class, () -> writing.write(null, 0));
            reading.close();
            writing.close();
        }
        assertEquals("0123456789", Files.readString(path));
    }

    @Test
    void everyBufferIsReadAndWrittenAtEveryPlace() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE);
                Arena shared = Arena.ofShared()) {
            for (ByteBuffer buffer : List.of(
                    ByteBuffer.allocate(12),
                    ByteBuffer.allocateDirect(12),
                    ByteBuffer.wrap(new byte[20], 3, 12).slice(),
                    Arena.ofAuto().allocate(12).asByteBuffer(),
                    Arena.global().allocate(12).asByteBuffer(),
                    shared.allocate(16).asSlice(3, 12).asByteBuffer())) {
                for (int i = 0; i < 10; i++) {
                    buffer.clear().position(i + 1).limit(i + 2);
                    assertEquals(1, channel.read(buffer, i).get());
                    assertEquals('0' + i, buffer.get(i + 1));
                    buffer.put(i + 1, (byte) ('9' - i)).position(i + 1);
                    assertEquals(1, channel.write(buffer, i).get());
                    assertEquals(i + 2, buffer.position());
                    buffer.put(i + 1, (byte) ('0' + i)).position(i + 1);
                    assertEquals(1, channel.write(buffer, i).get());
                }
            }
            assertEquals("0123456789", read(channel, 0, 20));
        }
    }

    @Test
    void aReadOnlyBufferIsWritten() throws Exception {
        Path path = folder().resolve("new");
        try (var channel = open(path, WRITE, CREATE_NEW)) {
            assertEquals(3, channel.write(bytes("abc").asReadOnlyBuffer(), 0).get());
        }
        assertEquals("abc", Files.readString(path));
    }

    @Test
    void whatManyWriteAtOnceIsThere() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        byte[] content = new byte[1_000_000];
        random.nextBytes(content);
        Path path = folder().resolve("many");
        try (var channel = open(path, WRITE, CREATE)) {
            List<Future<Integer>> writes = new ArrayList<>();
            for (int at = 0; at < content.length; at += 10_000) {
                byte[] part = Arrays.copyOfRange(content, at, at + 10_000);
                ByteBuffer source = random.nextBoolean()
                        ? ByteBuffer.wrap(part)
                        : ByteBuffer.allocateDirect(part.length).put(part).flip();
                writes.add(channel.write(source, at));
            }
            for (Future<Integer> write : writes) assertEquals(10_000, write.get());
        }
        assertThat(Files.readAllBytes(path)).as("-Dtidemill.test.seed=" + seed).isEqualTo(content);
        try (var channel = open(path)) {
            List<ByteBuffer> targets = new ArrayList<>();
            List<Future<Integer>> reads = new ArrayList<>();
            for (int at = 0; at < content.length; at += 10_000) {
                targets.add(ByteBuffer.allocate(10_000));
                reads.add(channel.read(targets.getLast(), at));
            }
            for (int i = 0; i < reads.size(); i++) {
                assertEquals(10_000, reads.get(i).get());
                assertEquals(
                        ByteBuffer.wrap(content, i * 10_000, 10_000),
                        targets.get(i).flip());
            }
        }
    }

    // The file as a whole.

    @Test
    void truncatingOnlyCutsOff() throws Exception {
        Path path = file("0123456789");
        try (var channel = open(path, WRITE)) {
            assertSame(channel, channel.truncate(11));
            assertEquals(10, channel.size());
            assertSame(channel, channel.truncate(10));
            assertEquals(10, channel.size());
            assertSame(channel, channel.truncate(4));
            assertEquals(4, channel.size());
            channel.truncate(0);
            assertEquals(0, Files.size(path));
        }
    }

    @Test
    void whatIsOpenToReadCanBeForced() throws Exception {
        try (var channel = open(file("x"))) {
            channel.force(true);
            channel.force(false);
        }
        try (var channel = open(file("x"), WRITE)) {
            channel.force(true);
            channel.force(false);
        }
    }

    @Test
    void anInterruptEndsNothing() throws Exception {
        Path path = file("0123456789");
        Thread.currentThread().interrupt();
        try {
            var channel = open(path, READ, WRITE);
            assertEquals(10, channel.size());
            channel.truncate(5);
            channel.force(true);
            assertTrue(channel.isOpen());
            channel.close();
            assertTrue(Thread.currentThread().isInterrupted());
        } finally {
            Thread.interrupted();
        }
        assertEquals("01234", Files.readString(path));
    }

    @Test
    void anInterruptEndsNothingOnAVirtualThreadEither() throws Exception {
        var done = new CompletableFuture<Void>();
        Thread.ofVirtual().start(() -> {
            try {
                anInterruptEndsNothing();
                done.complete(null);
            } catch (Throwable e) {
                done.completeExceptionally(e);
            }
        });
        done.get();
    }

    // Handlers.

    @Test
    void aHandlerGetsItsAttachment() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE)) {
            var told = new CompletableFuture<String>();
            CompletionHandler<Integer, String> handler = new CompletionHandler<>() {
                @Override
                public void completed(Integer bytes, String attachment) {
                    told.complete(bytes + " " + attachment);
                }

                @Override
                public void failed(Throwable failure, String attachment) {
                    told.completeExceptionally(failure);
                }
            };
            channel.read(ByteBuffer.allocate(7), 0, "attached", handler);
            assertEquals("7 attached", told.get());
        }
    }

    @Test
    void handlersRunInTheExecutorOfTheChannel() throws Exception {
        try (var executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "the one"))) {
            var channel = open(file("0123456789"), Set.of(READ, WRITE), executor);
            for (int i = 0; i < 2; i++) {
                List<String> threads = new ArrayList<>(List.of(
                        thread(handler -> channel.read(ByteBuffer.allocate(1), 0, null, handler)),
                        thread(handler -> channel.read(ByteBuffer.allocate(1), 10, null, handler)),
                        thread(handler -> channel.read(ByteBuffer.allocate(0), 10, null, handler)),
                        thread(handler -> channel.write(ByteBuffer.allocate(1), 0, null, handler)),
                        thread(handler -> channel.write(ByteBuffer.allocate(1), Long.MAX_VALUE, null, handler))));
                assertThat(threads).containsOnly("the one");
                channel.close();
            }
        }
    }

    @Test
    void withoutAnExecutorHandlersRunOnADaemonThatIsNotTheCallers() throws Exception {
        try (var channel = open(file("0123456789"))) {
            var thread = new CompletableFuture<Thread>();
            channel.read(ByteBuffer.allocate(1), 0, null, telling(thread, Thread::currentThread));
            assertTrue(thread.get().isDaemon());
            assertFalse(thread.get().isVirtual());
            assertThat(thread.get()).isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    void aHandlerMayWait() throws Exception {
        try (var channel = open(file("0123456789"))) {
            var told = new CompletableFuture<Integer>();
            channel.read(
                    ByteBuffer.allocate(4),
                    0,
                    null,
                    telling(told, () -> told(handler -> channel.read(ByteBuffer.allocate(3), 0, null, handler))));
            assertEquals(3, told.get());
        }
    }

    @Test
    void handlersMayStartTheNextRead() throws Exception {
        try (var channel = open(file("0123456789"))) {
            var rounds = new AtomicInteger();
            var done = new CompletableFuture<Void>();
            ByteBuffer target = ByteBuffer.allocate(10);
            channel.read(target, 0, null, new CompletionHandler<Integer, Object>() {
                @Override
                public void completed(Integer bytes, Object attachment) {
                    if (rounds.incrementAndGet() == 20_000) done.complete(null);
                    else channel.read(target.clear(), 0, null, this);
                }

                @Override
                public void failed(Throwable failure, Object attachment) {
                    done.completeExceptionally(failure);
                }
            });
            done.get();
        }
    }

    @Test
    void whatAHandlerThrowsReachesItsThread() throws Exception {
        var thrown = new CompletableFuture<Throwable>();
        try (var executor = Executors.newCachedThreadPool(task -> {
                    var thread = new Thread(task);
                    thread.setUncaughtExceptionHandler((_, e) -> thrown.complete(e));
                    return thread;
                });
                var channel = open(file("0123456789"), Set.of(READ), executor)) {
            var mistake = new IllegalStateException("a handler's mistake");
            channel.read(ByteBuffer.allocate(1), 0, null, telling(new CompletableFuture<>(), () -> {
                throw mistake;
            }));
            assertSame(mistake, thrown.get());
            assertTrue(channel.isOpen());
        }
    }

    @Test
    void anInterruptOfAHandlerIsItsOwn() throws Exception {
        try (var executor = Executors.newSingleThreadExecutor();
                var channel = open(file("0123456789"), Set.of(READ), executor)) {
            var size = new CompletableFuture<Long>();
            channel.read(ByteBuffer.allocate(1), 0, null, telling(size, () -> {
                Thread.currentThread().interrupt();
                return channel.size();
            }));
            assertEquals(10, size.get());
            var interrupted = new CompletableFuture<Boolean>();
            channel.read(ByteBuffer.allocate(1), 0, null, telling(interrupted, Thread::interrupted));
            assertFalse(interrupted.get());
        }
    }

    // Futures.

    @Test
    void aFutureThatIsDoneCannotBeCancelled() throws Exception {
        try (var channel = open(file("0123456789"))) {
            Future<Integer> read = channel.read(ByteBuffer.allocate(4), 0);
            assertEquals(4, read.get());
            assertTrue(read.isDone());
            assertFalse(read.cancel(false));
            assertFalse(read.cancel(true));
            assertFalse(read.isCancelled());
            assertEquals(4, read.get(0, TimeUnit.SECONDS));
            assertTrue(channel.isOpen());
        }
    }

    @Test
    void whoeverCancelsAWriteKnowsAtOnce() throws Exception {
        for (boolean close : new boolean[] {false, true}) {
            try (var channel = open(file("x"), WRITE, SYNC)) {
                Future<Integer> write = channel.write(ByteBuffer.allocate(10_000), 0);
                boolean cancelled = write.cancel(close);
                assertTrue(write.isDone());
                assertEquals(cancelled, write.isCancelled());
                assertEquals(!(cancelled && close), channel.isOpen());
                if (cancelled) assertThrows(CancellationException.class, write::get);
                else assertEquals(10_000, write.get());
                assertFalse(write.cancel(close));
            }
        }
    }

    // Closing.

    @Test
    void whatIsClosedFails() throws Exception {
        var channel = open(file("0123456789"), READ, WRITE);
        channel.close();
        channel.close();
        assertFalse(channel.isOpen());
        failsWith(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(1), 0));
        failsWith(ClosedChannelException.class, () -> channel.write(ByteBuffer.allocate(1), 0));
        failsWith(ClosedChannelException.class, () -> channel.read(ByteBuffer.allocate(0), 0));
        assertSame(
                ClosedChannelException.class,
                toldOfFailure(handler -> channel.read(ByteBuffer.allocate(1), 0, null, handler))
                        .getClass());
        assertSame(
                ClosedChannelException.class,
                toldOfFailure(handler -> channel.write(ByteBuffer.allocate(1), 0, null, handler))
                        .getClass());
        assertThrows(ClosedChannelException.class, channel::size);
        assertThrows(ClosedChannelException.class, () -> channel.truncate(0));
        assertThrows(ClosedChannelException.class, () -> channel.force(true));
    }

    @Test
    void closingEndsEveryOperationInOneWayOrTheOther() throws Exception {
        for (int round = 0; round < 20; round++) {
            var channel = open(file("x"), WRITE, SYNC);
            List<Future<Integer>> writes = new ArrayList<>();
            var toldOf = new ConcurrentLinkedQueue<CompletableFuture<Integer>>();
            for (int i = 0; i < 8; i++) {
                writes.add(channel.write(ByteBuffer.allocate(5_000), i * 5_000L));
                var told = new CompletableFuture<Integer>();
                toldOf.add(told);
                channel.write(ByteBuffer.allocate(5_000), i * 5_000L, null, telling(told));
            }
            channel.close();
            assertFalse(channel.isOpen());
            for (Future<Integer> write : writes) endedByClosing(write);
            for (CompletableFuture<Integer> told : toldOf) endedByClosing(told);
        }
    }

    private static void endedByClosing(Future<Integer> write) throws Exception {
        try {
            assertEquals(5_000, write.get());
        } catch (ExecutionException e) {
            assertSame(AsynchronousCloseException.class, e.getCause().getClass());
        }
    }

    // Telling.

    interface Transfer {
        void start(CompletionHandler<Integer, Object> handler);
    }

    private static int told(Transfer start) throws Exception {
        var told = new CompletableFuture<Integer>();
        start.start(telling(told));
        return told.get();
    }

    private static Throwable toldOfFailure(Transfer start) throws Exception {
        var told = new CompletableFuture<Integer>();
        start.start(telling(told));
        return assertThrows(ExecutionException.class, told::get).getCause();
    }

    private static String thread(Transfer start) throws Exception {
        var name = new CompletableFuture<String>();
        start.start(telling(name, () -> Thread.currentThread().getName()));
        return name.get();
    }

    static <V> CompletionHandler<V, Object> telling(CompletableFuture<V> told) {
        return new CompletionHandler<>() {
            @Override
            public void completed(V value, @Nullable Object attachment) {
                told.complete(value);
            }

            @Override
            public void failed(Throwable failure, @Nullable Object attachment) {
                told.completeExceptionally(failure);
            }
        };
    }

    interface Look<V> {
        V look() throws Exception;
    }

    /// Whatever the operation comes to, the handler looks at something.
    private static <V> CompletionHandler<Integer, Object> telling(CompletableFuture<V> seen, Look<V> look) {
        return new CompletionHandler<>() {
            @Override
            public void completed(Integer bytes, @Nullable Object attachment) {
                handle();
            }

            @Override
            public void failed(Throwable failure, @Nullable Object attachment) {
                handle();
            }

            private void handle() {
                try {
                    seen.complete(look.look());
                } catch (RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    seen.completeExceptionally(e);
                }
            }
        };
    }
}
