package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class QuantitiesTest {

    @Test
    void bytesHaveThreeDigitsAndAUnit() {
        assertThat(Quantities.bytes(0)).isEqualTo("0 B");
        assertThat(Quantities.bytes(999)).isEqualTo("999 B");
        assertThat(Quantities.bytes(1000)).isEqualTo("0.98 KiB");
        assertThat(Quantities.bytes(1536)).isEqualTo("1.50 KiB");
        assertThat(Quantities.bytes(64 << 20)).isEqualTo("64.0 MiB");
        assertThat(Quantities.bytes(345L << 30)).isEqualTo("345 GiB");
        assertThat(Quantities.bytes(1023L << 30)).isEqualTo("1.00 TiB");
        assertThat(Quantities.bytes(Long.MAX_VALUE)).isEqualTo("8.00 EiB");
        assertThat(Quantities.bytes((1L << 40) - 1)).isEqualTo("1.00 TiB");
    }

    @Test
    void durationsAreAsLongAsTheyNeed() {
        assertThat(Quantities.duration(Duration.ofMillis(420))).isEqualTo("420 ms");
        assertThat(Quantities.duration(Duration.ofMillis(3420))).isEqualTo("3.4 s");
        assertThat(Quantities.duration(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(Quantities.duration(Duration.ofSeconds(65))).isEqualTo("1:05 min");
        assertThat(Quantities.duration(Duration.ofSeconds(7384))).isEqualTo("2:03:04 h");
        assertThat(Quantities.duration(Duration.ofHours(76))).isEqualTo("3 d 4 h");
    }

    @Test
    void anEstimateIsNotMoreExactThanAnybodyKnows() {
        assertThat(Quantities.estimate(Duration.ofMillis(20))).isEqualTo("1 s");
        assertThat(Quantities.estimate(Duration.ofMillis(4600))).isEqualTo("5 s");
        assertThat(Quantities.estimate(Duration.ofSeconds(65))).isEqualTo("1:05 min");
        assertThat(Quantities.estimate(Duration.ofSeconds(Long.MAX_VALUE))).endsWith(" h");
    }

    @Test
    void somethingIsMissingBelowAHundredPercent() {
        assertThat(Quantities.percent(0.9999)).isEqualTo("99 %");
        assertThat(Quantities.percent(1)).isEqualTo("100 %");
    }

    @Test
    void oneFileIsOneFile() {
        assertThat(Quantities.files(1)).isEqualTo("1 file");
        assertThat(Quantities.files(20_003)).isEqualTo("20,003 files");
    }

    @Test
    void peopleWriteBytesInSeveralWays() {
        assertThat(Quantities.parseBytes("limit-rate", "500")).isEqualTo(500);
        assertThat(Quantities.parseBytes("limit-rate", "500 B")).isEqualTo(500);
        assertThat(Quantities.parseBytes("limit-rate", "2k")).isEqualTo(2048);
        assertThat(Quantities.parseBytes("limit-rate", "2KiB/s")).isEqualTo(2048);
        assertThat(Quantities.parseBytes("limit-rate", "2KB")).isEqualTo(2000);
        assertThat(Quantities.parseBytes("limit-rate", "1.5G")).isEqualTo(3L << 29);
        assertThat(Quantities.parseBytes("limit-rate", "7.9E")).isGreaterThan(9_000_000_000_000_000_000L);
    }

    @Test
    void whatIsNoNumberOfBytesIsRefused() {
        for (String wrong : new String[] {"", "-1", "0", "0.5", "8E", "1X", "K", "1e6", "1,5M", "٣"}) {
            assertThatThrownBy(() -> Quantities.parseBytes("limit-rate", wrong))
                    .hasMessage("--limit-rate is " + wrong + "; must be a number from 1 on, as 500K, 20M or 1.5G");
        }
    }
}
