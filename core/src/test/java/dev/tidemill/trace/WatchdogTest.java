package dev.tidemill.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import dev.tidemill.trace.TaskLogger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {

    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicLong ahead = new AtomicLong(); // of the real clock
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void record() {
        TaskLogger.level(Level.PENDING);
    }

    @AfterEach
    void recordNothing() {
        TaskLogger.level(Level.OFF);
    }

    /// One whose clock this test moves, and that looks when this test says so.
    private Watchdog watchdog(Duration olderThan) {
        return new Watchdog(
                olderThan,
                LONG,
                task -> task.tag().filter(tag -> tag.startsWith("watched")).ifPresent(told::add),
                () -> System.nanoTime() + ahead.get());
    }

    @Test
    void eachTaskIsToldOnceWhenItIsTooOld() {
        Task<Void> one = Tasks.delay(LONG).tag("watched 1");
        Task<Void> other = Tasks.delay(LONG).tag("watched 2");
        try (Watchdog watchdog = watchdog(Duration.ofMinutes(5))) {
            watchdog.look();
            assertThat(told).isEmpty();

            ahead.set(Duration.ofMinutes(6).toNanos());
            watchdog.look();
            watchdog.look();
            assertThat(told).containsExactly("watched 1", "watched 2");
        } finally {
            one.cancel();
            other.cancel();
        }
    }

    @Test
    void whatWasDoneInTimeIsNotTold() {
        Task<Void> one = Tasks.delay(LONG).tag("watched");
        try (Watchdog watchdog = watchdog(Duration.ofMinutes(5))) {
            one.cancel();
            ahead.set(Duration.ofMinutes(6).toNanos());
            watchdog.look();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void aCallbackThatFailsDoesNotKeepTheOthersFromBeingTold() throws Exception {
        Task<Void> one = Tasks.delay(LONG).tag("watched and fails");
        Task<Void> other = Tasks.delay(LONG).tag("watched");
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        var uncaught = new TaskSource<String>();
        var seen = new TaskSource<Thread>();
        Thread.setDefaultUncaughtExceptionHandler(
                (_, thrown) -> assertThat(uncaught.succeed(thrown.getMessage())).isTrue());
        try (Watchdog _ = TaskLogger.watch(Duration.ofNanos(1), Duration.ofMillis(1), task -> {
            if (task.tag().filter("watched and fails"::equals).isPresent()) throw new IllegalStateException("no good");
            if (task.tag().filter("watched"::equals).isPresent()) {
                assertThat(seen.succeed(Thread.currentThread())).isTrue();
            }
        })) {
            assertThat(uncaught.task().await()).isEqualTo("no good");
            assertThat(seen.task().await().isVirtual()).isTrue();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
            one.cancel();
            other.cancel();
        }
        assertThat(seen.task().await().join(Duration.ofSeconds(20))).isTrue(); // it was closed
    }

    @Test
    void aDurationThatIsNoneIsRefused() {
        assertThatThrownBy(() -> TaskLogger.watch(Duration.ZERO, LONG, _ -> {}).close())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("olderThan is PT0S; must be positive");
        assertThatThrownBy(() ->
                        TaskLogger.watch(LONG, Duration.ofSeconds(-1), _ -> {}).close())
                .hasMessage("every is PT-1S; must be positive");
    }

    @Test
    void itLooksTenTimesInTheTimeButNotTooOften() {
        assertThat(Watchdog.usualPause(Duration.ofSeconds(30))).isEqualTo(Duration.ofSeconds(3));
        assertThat(Watchdog.usualPause(Duration.ofMillis(5))).isEqualTo(Duration.ofMillis(100));
    }
}
