package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ManyRequestsTest {

    @Test
    void everyRequestIsAnswered() throws Exception {
        assertThat(Printed.by(() -> ManyRequests.main(new String[] {"300"})))
                .containsExactly("300 answers; the first: Answer to Request #0", "the shortest has 20 characters");
    }
}
