package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.trace.TaskLogger;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PendingTest {

    @AfterEach
    void recordNothing() {
        TaskLogger.level(TaskLogger.Level.OFF);
    }

    @Test
    void whatIsStillPendingIsListedTheOldestFirst() throws Exception {
        List<String> printed = Printed.by(() -> Pending.main(new String[0]));

        assertThat(printed)
                .filteredOn(line -> line.contains("Pending.main"))
                .satisfiesExactly(
                        five -> assertThat(five)
                                .matches("5s op, Pending\\.main\\(Pending\\.java:\\d+\\), 3\\.\\d s, delay of 5 s,"
                                        + " waited for by all of 3 tasks"),
                        six -> assertThat(six).startsWith("6s op, Pending.main(Pending.java:"),
                        all -> assertThat(all).endsWith("all of 3 tasks"));
    }
}
