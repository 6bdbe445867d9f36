package dev.tidemill.transfer.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.Entries;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class WrittenTest {

    @Test
    void whatIsClaimedIsOnesOwnUntilItIsTaken() {
        Written written = new Written();
        assertThat(written.claim(7, 1)).isTrue();
        assertThat(written.claim(7, 1)).isTrue();
        assertThat(written.claim(7, 2)).isFalse();
        written.take(7, 2);
        assertThat(written.claim(7, 1)).isFalse();
        assertThat(written.claim(7, 2)).isTrue();
    }

    @Test
    void itKnowsWhatAMapKnows() {
        long seed = Entries.seed();
        Random random = new Random(seed);
        Written written = new Written();
        Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            long what = 1 + random.nextLong(20_000) * (random.nextBoolean() ? 1 : 1L << 40);
            long who = 1L + random.nextInt(3);
            if (random.nextInt(3) == 0) {
                written.take(what, who);
                model.put(what, who);
            } else {
                Long there = model.putIfAbsent(what, who);
                assertThat(written.claim(what, who))
                        .as("-Dtidemill.test.seed=" + seed)
                        .isEqualTo(there == null || there == who);
            }
        }
    }
}
