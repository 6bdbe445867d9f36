package dev.tidemill.bench.worker;

import dev.tidemill.transfer.Copy;
import dev.tidemill.transfer.CopySettings;
import java.nio.file.Path;

/// `Copy` with its default settings, durable if the case is. Counts mebibytes.
final class TidemillCopy implements Contender {

    private final Path source;
    private final CopySettings settings;

    TidemillCopy(Workload workload) {
        source = workload.data();
        settings = CopySettings.DEFAULT.withDurable(workload.durable());
    }

    @Override
    public long run(Round round) throws Exception {
        try (var copy = Copy.start(source, round.directory().resolve("copy"), settings)) {
            return copy.await() >> 20;
        }
    }
}
