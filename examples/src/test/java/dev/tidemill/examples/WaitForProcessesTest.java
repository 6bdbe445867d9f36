package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WaitForProcessesTest {

    @Test
    void processesAreWaitedForAndTheirStreamsRead() throws Exception {
        assertThat(Printed.by(() -> WaitForProcesses.main(new String[0])))
                .containsExactly(
                        "upper case: HELLO", "exit values: [0, 1, 2]", "ended in time: false", "address: 127.0.0.1");
    }
}
