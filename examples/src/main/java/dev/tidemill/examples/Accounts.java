package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.FileLockedException;
import dev.tidemill.file.RangeLock;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Balances in a file, eight bytes each, that many tasks and many programs change at the same time:
/// each locks what it changes, and nothing else.
final class Accounts implements AutoCloseable {

    private static final int RECORD_BYTES = 8;

    private final AsyncFile file;

    private Accounts(AsyncFile file) {
        this.file = file;
    }

    static Accounts open(Path path) throws IOException, InterruptedException {
        return new Accounts(AsyncFile.open(path, READ, WRITE, CREATE).await());
    }

    /// Moves an amount. Of two accounts the lower one is locked first, so that two transfers never
    /// wait for each other.
    ///
    /// @throws dev.tidemill.task.DeadlineExceededException if others have them locked for too long
    void transfer(int from, int to, long amount, Duration atMost) throws IOException, InterruptedException {
        if (from == to) return;
        try (var deadline = CancellationSource.after(atMost);
                RangeLock _ = lock(Math.min(from, to), deadline.token());
                RangeLock _ = lock(Math.max(from, to), deadline.token())) {
            write(from, read(from) - amount);
            write(to, read(to) + amount);
        }
    }

    private RangeLock lock(int account, CancellationToken token) throws IOException, InterruptedException {
        return file.lock(position(account), RECORD_BYTES, false, token).await();
    }

    /// The sum of the first accounts: shared locks keep writers out, and let other readers in.
    long sum(int accounts) throws IOException, InterruptedException {
        try (RangeLock _ = file.lock(0, position(accounts), true).await()) {
            long sum = 0;
            for (int i = 0; i < accounts; i++) sum += read(i);
            return sum;
        }
    }

    /// A balance, unless somebody is changing it.
    Optional<Long> balanceNow(int account) throws IOException, InterruptedException {
        try (RangeLock _ = file.tryLock(position(account), RECORD_BYTES, true).await()) {
            return Optional.of(read(account));
        } catch (FileLockedException e) {
            return Optional.empty();
        }
    }

    /// Locks every account there is and will be, for as long as the result is open.
    RangeLock freeze() throws IOException, InterruptedException {
        return file.lock().await();
    }

    private long read(int account) throws IOException, InterruptedException {
        ByteBuffer balance = ByteBuffer.allocate(RECORD_BYTES);
        int read = file.read(balance, position(account)).await();
        return read < RECORD_BYTES ? 0 : balance.flip().getLong(); // behind the end: not used yet
    }

    private void write(int account, long balance) throws IOException, InterruptedException {
        ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES).putLong(balance).flip();
        file.writeFully(record, position(account)).await();
    }

    private static long position(int account) {
        return (long) account * RECORD_BYTES;
    }

    @Override
    public void close() throws IOException {
        file.close(); // and whatever is locked is free
    }

    public static void main(String[] arguments) throws Exception {
        try (Accounts accounts = open(Path.of(arguments.length > 0 ? arguments[0] : "accounts.bin"))) {
            accounts.transfer(0, 1, 100, Duration.ofSeconds(5));
            System.out.println("sum " + accounts.sum(2));
        }
    }
}
