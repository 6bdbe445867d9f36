package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("nativeAccess") // without it reads and writes of pipes cannot be stopped
@Timeout(60)
class DeadlinesTest {

    @Test
    void waitingLessLongStopsNothingAndADeadlineDoes() throws Exception {
        String cancelled = "read of 1 bytes cancelled by its deadline of 100 ms"; // started or not

        assertThat(Printed.by(() -> Deadlines.main(new String[0])))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("nothing came in 100 ms; the read still waits"),
                        second -> assertThat(second).isEqualTo("1 byte was read: 42"),
                        third -> assertThat(third).contains(cancelled),
                        fourth -> assertThat(fourth).contains(cancelled));
    }
}
