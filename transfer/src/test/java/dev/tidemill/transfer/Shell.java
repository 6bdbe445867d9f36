package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/// The commands of the system, to make what Java cannot make and to see what it does not see.
final class Shell {

    private Shell() {}

    /// Runs a script, which must succeed.
    ///
    /// @return what it has written
    static String shell(Path where, String script) throws IOException, InterruptedException {
        Process shell = new ProcessBuilder("sh", "-ec", script)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).as(script + ": " + output).isZero();
        return output;
    }

    /// Everything that stat(1) tells and a copy can have: for directories not the size.
    static Map<String, String> look(Path root) throws IOException, InterruptedException {
        String format = "'%P\\0%y %m %U %G %T@ %l %n ' -type d -printf '\\0' -o -printf '%s\\0'";
        String[] fields = shell(root, "find . -printf " + format).split("\0");
        Map<String, String> seen = new TreeMap<>();
        for (int i = 0; i + 1 < fields.length; i += 2) seen.put(fields[i], fields[i + 1]);
        return seen;
    }
}
