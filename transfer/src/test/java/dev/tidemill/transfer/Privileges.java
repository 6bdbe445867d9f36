package dev.tidemill.transfer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process may do; see capabilities(7). Root of most containers may not do all of it.
final class Privileges {

    static final int CHOWN = 0;
    static final int DAC_OVERRIDE = 1;
    static final int MKNOD = 27;
    static final String MAY_NOT_MOUNT = "this process may not mount";
    private static final int SYS_ADMIN = 21;

    private Privileges() {}

    static void assumeMounting() {
        assumeTrue(has(SYS_ADMIN), MAY_NOT_MOUNT);
    }

    static boolean has(int capability) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) >> capability & 1) != 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
