package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import dev.tidemill.trace.TaskLogger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HungProgramTest {

    @AfterEach
    void recordNothing() {
        TaskLogger.level(TaskLogger.Level.OFF);
    }

    @Test
    void itSaysWhatItWaitsForAndWhere() throws Exception {
        List<String> printed = Printed.by(() -> HungProgram.main(new String[0]));

        assertThat(printed)
                .anyMatch(line -> line.matches("pending for too long: prices, HungProgram\\.report\\(.*\\), \\d+ ms,"
                        + " continuation of task, waited for by tidemill-run #\\d+"))
                .anyMatch(line -> line.startsWith("AGE"))
                .anyMatch(line -> line.matches(".* nightly report +run on tidemill-run #\\d+ +started +HungProgram.*"));
    }

    @Test
    void thePageShowsOnlyWhatIsLate() {
        TaskLogger.level(TaskLogger.Level.PENDING);
        Task<Void> pause = Tasks.delay(Duration.ofHours(1)).tag("late");
        assertThat(HungProgram.statusPage(Duration.ZERO)).contains(" late ").contains(" pending (");
        assertThat(HungProgram.statusPage(Duration.ofHours(1))).doesNotContain(" late ");
        pause.cancel();
    }
}
