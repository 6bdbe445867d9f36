package dev.tidemill.task;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// How often something that fails is tried, which failures are worth it, and how long to wait
/// before the next attempt; for [Tasks#retry].
///
/// ```java
/// var policy = RetryPolicy.DEFAULT.withAttempts(10).withRetried(e -> e instanceof FileLockedException);
/// ```
///
/// The first delay is `firstDelay`, each later one is `factor` times the one before, but at most
/// `longestDelay`. From each, a random part is taken off, up to `jitter` of it, so that those who
/// failed at the same moment do not all come back at the same moment.
///
/// @param attempts how often it is tried in all, at least 1
/// @param firstDelay between the first attempt and the second
/// @param factor at least 1
/// @param longestDelay at least `firstDelay`
/// @param jitter from 0, always the whole delay, to 1, anything from nothing to the whole delay
/// @param retried whether another attempt is worth it after this exception; should be short
/// @param random where the jitter comes from; must allow for use by many threads
public record RetryPolicy(
        int attempts,
        Duration firstDelay,
        double factor,
        Duration longestDelay,
        double jitter,
        Predicate<? super Throwable> retried,
        RandomGenerator random) {

    /// Five attempts, with delays of about 100, 200, 400 and 800 ms, half of it random, after an
    /// [IOException].
    public static final RetryPolicy DEFAULT = new RetryPolicy(
            5,
            Duration.ofMillis(100),
            2,
            Duration.ofSeconds(30),
            0.5,
            IOException.class::isInstance,
            () -> ThreadLocalRandom.current().nextLong());

    public RetryPolicy {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + "; must be at least 1");
        }
        if (firstDelay.isNegative()) {
            throw new IllegalArgumentException("firstDelay is negative: " + firstDelay);
        }
        if (!(factor >= 1) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("factor is " + factor + "; must be at least 1, and finite");
        }
        if (longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "longestDelay is " + longestDelay + "; must be at least firstDelay, " + firstDelay);
        }
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new IllegalArgumentException("jitter is " + jitter + "; must be from 0 to 1");
        }
        Objects.requireNonNull(retried, "retried");
        Objects.requireNonNull(random, "random");
    }

    /// The same with another number of attempts.
    public RetryPolicy withAttempts(int attempts) {
        return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter, retried, random);
    }

    /// The same with other delays.
    public RetryPolicy withDelays(Duration firstDelay, double factor, Duration longestDelay) {
        return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter, retried, random);
    }

    /// The same with another jitter.
    public RetryPolicy withJitter(double jitter) {
        return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter, retried, random);
    }

    /// The same for other failures.
    public RetryPolicy withRetried(Predicate<? super Throwable> retried) {
        return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter, retried, random);
    }

    /// The same with another source of randomness; one with a seed gives the same delays each time.
    public RetryPolicy withRandom(RandomGenerator random) {
        return new RetryPolicy(attempts, firstDelay, factor, longestDelay, jitter, retried, random);
    }

    /// How long to wait after so many failed attempts; another one each time, if there is jitter.
    ///
    /// @param failedAttempts at least 1
    public Duration delayAfter(int failedAttempts) {
        if (failedAttempts < 1) {
            throw new IllegalArgumentException("failedAttempts is " + failedAttempts + "; must be at least 1");
        }
        double whole = Math.min(
                Durations.toNanos(firstDelay) * Math.pow(factor, failedAttempts - 1.0),
                Durations.toNanos(longestDelay)); // infinite if the power is
        return Duration.ofNanos((long) (jitter == 0 ? whole : whole * (1 - jitter * random.nextDouble())));
    }
}
