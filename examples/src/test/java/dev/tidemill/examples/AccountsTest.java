package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.RangeLock;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AccountsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostHoweverManyTransferAtOnce() throws Exception {
        Path path = folder.resolve("accounts");
        try (Accounts one = Accounts.open(path);
                Accounts other = Accounts.open(path)) {
            var random = new Random(1);
            List<Task<Void>> transfers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Accounts accounts = i % 2 == 0 ? one : other;
                int from = random.nextInt(10);
                int to = random.nextInt(10);
                transfers.add(Task.run(() -> accounts.transfer(from, to, 7, LONG)));
            }
            Tasks.whenAll(transfers).await();
            assertThat(other.sum(10)).isZero();
        }
    }

    @Test
    void whoIsKeptOutIsToldInTime() throws Exception {
        Path path = folder.resolve("accounts");
        try (Accounts one = Accounts.open(path);
                Accounts other = Accounts.open(path)) {
            one.transfer(0, 1, 5, LONG);
            try (RangeLock _ = one.freeze()) {
                assertThat(other.balanceNow(1)).isEmpty();
                assertThatThrownBy(() -> other.transfer(0, 1, 1, Duration.ofMillis(20)))
                        .isInstanceOf(DeadlineExceededException.class);
            }
            assertThat(other.balanceNow(1)).contains(5L);
        }
    }

    @Test
    void theProgramPrintsTheSum() throws Exception {
        String path = folder.resolve("accounts").toString();
        assertThat(Printed.by(() -> Accounts.main(new String[] {path}))).containsExactly("sum 0");
    }
}
