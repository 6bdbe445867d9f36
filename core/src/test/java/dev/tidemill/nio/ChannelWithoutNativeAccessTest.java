package dev.tidemill.nio;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.tidemill.Backend;
import dev.tidemill.ChildJvm;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.linux.LibC;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/// The contract of channels where native access is denied, in a JVM of its own.
@Timeout(200)
class ChannelWithoutNativeAccessTest {

    @Test
    void theContractIsKept() throws Exception {
        ChildJvm.Result child = ChildJvm.with("--illegal-native-access=deny")
                .atMost(Duration.ofMinutes(3))
                .run(ChannelWithoutNativeAccessTest.class);
        assertThat(child.output()).contains("PORTABLE, without system calls: 0 failed of ");
        assertThat(child.status()).isZero();
    }

    /// It has no name of a test, so that nobody runs it but the child.
    static final class Chosen extends TidemillChannelContract {
        @Override
        TidemillConfig config() {
            return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE); // it says so in the log otherwise
        }
    }

    public static void main(String[] arguments) {
        var listener = new SummaryGeneratingListener();
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(Chosen.class))
                                .build(),
                        listener);
        var summary = listener.getSummary();
        try (Tidemill io = Tidemill.start(TidemillConfig.DEFAULT)) {
            System.out.printf(
                    "%s, %s system calls: %d failed of %d%n%s%n",
                    io.backend() == Backend.PORTABLE ? "PORTABLE" : "IO_URING",
                    LibC.isAvailable() ? "with" : "without",
                    summary.getTotalFailureCount(),
                    summary.getTestsStartedCount(),
                    summary.getFailures().stream()
                            .map(failure ->
                                    failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                            .collect(joining("\n")));
        }
        System.exit(0); // whatever still runs: its test has failed
    }
}
