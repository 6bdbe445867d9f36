package dev.tidemill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What this process may do with files of which the permissions say no; see capabilities(7).
public final class Privileges {

    private static final int CAP_DAC_OVERRIDE = 1;
    private static final int CAP_SYS_ADMIN = 21;

    /// A command that ends in one that it runs, as somebody who may no more with files than their
    /// permissions say. Root stays the owner of its files, and finds its classes.
    static final List<String> NONE = List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all");

    private Privileges() {}

    /// Whether permissions keep it out of nothing, as mostly root.
    public static boolean openEverything() {
        return has(CAP_DAC_OVERRIDE);
    }

    /// Whether it may mount, and have numbers of processes of its own.
    public static boolean administer() {
        return has(CAP_SYS_ADMIN);
    }

    private static boolean has(int capability) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) >> capability & 1) != 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
