package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RateMeterTest {

    private final FakeClock clock = new FakeClock();
    private final RateMeter meter = new RateMeter(clock);

    private void receive(long bytesPerTenth, int tenths) {
        for (int i = 0; i < tenths; i++) {
            clock.advance(Duration.ofMillis(100));
            meter.add(bytesPerTenth);
        }
    }

    @Test
    void nothingHasNoRate() {
        assertThat(meter.bytesPerSecond()).isZero();
        assertThat(meter.meanBytesPerSecond()).isZero();
        clock.advance(Duration.ofSeconds(10));
        assertThat(meter.bytesPerSecond()).isZero();
        assertThat(meter.elapsed()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aSteadyFlowHasItsRateFromTheBeginning() {
        for (int i = 0; i < 100; i++) {
            receive(1000, 1);
            assertThat(meter.bytesPerSecond()).isCloseTo(10_000, within(400.0));
            assertThat(meter.meanBytesPerSecond()).isCloseTo(10_000, within(1e-6));
        }
        assertThat(meter.totalBytes()).isEqualTo(100_000);
    }

    @Test
    void theRateFollowsWithinSecondsAndTheMeanDoesNot() {
        receive(1000, 100);
        receive(5000, 31);
        assertThat(meter.bytesPerSecond()).isCloseTo(50_000, within(2000.0));
        assertThat(meter.meanBytesPerSecond()).isBetween(19_000.0, 20_000.0);
    }

    @Test
    void aStallIsSeen() {
        receive(1000, 50);
        clock.advance(Duration.ofMillis(1500));
        assertThat(meter.bytesPerSecond()).isBetween(4_500.0, 5_500.0);
        clock.advance(Duration.ofMillis(1700));
        assertThat(meter.bytesPerSecond()).isZero();
    }

    @Test
    void afterALongPauseOldBytesAreForgotten() {
        receive(1000, 200);
        clock.advance(Duration.ofHours(1));
        receive(10, 30);
        assertThat(meter.bytesPerSecond()).isCloseTo(100, within(4.0));
    }

    @Test
    void bytesThatAreTakenBackDoNotCount() {
        receive(1000, 10);
        meter.add(-5000);
        assertThat(meter.totalBytes()).isEqualTo(5000);
        assertThat(meter.bytesPerSecond()).isCloseTo(5000, within(1e-6));
    }

    @Test
    void afterTheEndNothingChanges() {
        receive(1000, 20);
        meter.stop();
        double rate = meter.bytesPerSecond();
        clock.advance(Duration.ofMinutes(1));
        meter.stop();
        assertThat(meter.bytesPerSecond()).isEqualTo(rate);
        assertThat(meter.meanBytesPerSecond()).isCloseTo(10_000, within(1e-6));
        assertThat(meter.elapsed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void inAPauseNoTimePassesAndTheRatesGoOnAfterIt() {
        receive(1000, 50);
        meter.pause();
        meter.pause();
        clock.advance(Duration.ofHours(1));
        meter.add(1000); // what was on its way
        assertThat(meter.elapsed()).isEqualTo(Duration.ofSeconds(5));
        assertThat(meter.meanBytesPerSecond()).isCloseTo(10_200, within(1e-6));
        meter.resume();
        meter.resume();
        receive(1000, 10);
        assertThat(meter.elapsed()).isEqualTo(Duration.ofSeconds(6));
        assertThat(meter.bytesPerSecond()).isCloseTo(10_000, within(700.0));
        meter.pause();
        clock.advance(Duration.ofHours(1));
        meter.stop();
        meter.resume();
        clock.advance(Duration.ofHours(1));
        assertThat(meter.elapsed()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void nothingIsLostWhenManyThreadsCount() throws InterruptedException {
        RateMeter shared = new RateMeter();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 100_000; n++) shared.add(3);
            }));
        }
        for (Thread thread : threads) thread.join();
        assertThat(shared.totalBytes()).isEqualTo(4 * 100_000 * 3);
    }
}
