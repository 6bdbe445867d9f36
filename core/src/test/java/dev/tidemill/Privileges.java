package dev.tidemill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// What this process may do with files of which the permissions say no; see capabilities(7).
public final class Privileges {

    private static final int CAP_DAC_OVERRIDE = 1;

    /// A command that ends in one that it runs, as somebody who may no more with files than their
    /// permissions say. Root stays the owner of its files, and finds its classes.
    static final List<String> NONE = List.of("setpriv", "--inh-caps=-all", "--bounding-set=-all");

    private Privileges() {}

    /// Whether permissions keep it out of nothing, as mostly root.
    public static boolean openEverything() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapEff:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.split("\\s+")[1], 16) >> CAP_DAC_OVERRIDE & 1) != 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
