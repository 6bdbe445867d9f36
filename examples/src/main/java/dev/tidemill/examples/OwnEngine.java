package dev.tidemill.examples;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.file.AsyncFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/// An engine of one's own, with its own threads and limits, for as long as it is needed.
final class OwnEngine {

    private OwnEngine() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: OwnEngine auto|io_uring|portable FILE");
            System.exit(2);
        }
        TidemillConfig config = TidemillConfig.DEFAULT
                .withBackend(backend(arguments[0]))
                .withMaxInFlight(256); // the 257th operation waits for one of them
        System.out.println(read(config, Path.of(arguments[1])) + " bytes");
    }

    private static Optional<Backend> backend(String name) {
        return switch (name) {
            case "auto" -> Optional.empty(); // io_uring where it works, otherwise portable
            case "io_uring" -> Optional.of(Backend.IO_URING); // fails where it does not
            case "portable" -> Optional.of(Backend.PORTABLE);
            default -> throw new IllegalArgumentException(name + ": must be auto, io_uring or portable");
        };
    }

    static long read(TidemillConfig config, Path path) throws IOException, InterruptedException {
        try (Tidemill io = Tidemill.start(config);
                AsyncFile file = AsyncFile.open(io, path).await()) { // closed before its engine
            System.out.println(io);
            io.unavailabilityCause().ifPresent(cause -> {
                System.out.println("io_uring is not used: " + cause.message());
                System.out.println("what to do: " + cause.advice());
            });
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
            long bytes = 0;
            int read;
            while ((read = file.read(buffer.clear(), bytes).await()) > 0) bytes += read;
            return bytes;
        }
    }
}
