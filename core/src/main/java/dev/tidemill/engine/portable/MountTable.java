package dev.tidemill.engine.portable;

import dev.tidemill.engine.LocalMounts;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which names are on which mount: `/proc/self/mountinfo`, see proc_pid_mountinfo(5).
///
/// @param mounts numbers of mounts by the path they are mounted at
/// @param inMemory those of them whose files are in memory alone, see [LocalMounts#isInMemory]
/// @param crossroads directories in which something is mounted
record MountTable(Map<Path, Integer> mounts, Set<Integer> inMemory, Set<Path> crossroads) {

    private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
    private static final Charset NAMES =
            Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"), StandardCharsets.UTF_8);

    /// No mount is known.
    static final int NONE = 0;

    MountTable(Map<Path, Integer> mounts, Set<Integer> inMemory) {
        Set<Path> crossroads = new HashSet<>();
        for (Path point : mounts.keySet()) if (point.getParent() != null) crossroads.add(point.getParent());
        this(Map.copyOf(mounts), Set.copyOf(inMemory), Set.copyOf(crossroads));
    }

    /// What is mounted now. Asks the kernel's memory, never the file systems; empty where there is
    /// no `/proc`.
    static MountTable read() {
        try {
            return parse(new String(Files.readAllBytes(MOUNTINFO), NAMES));
        } catch (IOException | SecurityException e) {
            System.getLogger("dev.tidemill.engine").log(Level.DEBUG, "mounts are not known: {0}", e);
            return new MountTable(Map.of(), Set.of());
        }
    }

    /// A line is `number parent major:minor root mount-point options ...`; of two mounts at one
    /// point the later one hides the earlier.
    static MountTable parse(String mountinfo) {
        Map<Path, Integer> mounts = new HashMap<>();
        Set<Integer> inMemory = new HashSet<>();
        for (String line : mountinfo.lines().toList()) {
            String[] fields = line.split(" ", 6);
            if (fields.length < 6) continue;
            try {
                int number = Integer.parseInt(fields[0]);
                mounts.put(Path.of(unescaped(fields[4])), number);
                if (LocalMounts.isInMemory(line)) inMemory.add(number);
            } catch (InvalidPathException | NumberFormatException e) {
                System.getLogger("dev.tidemill.engine").log(Level.DEBUG, "a mount is not known: {0}", e);
            }
        }
        return new MountTable(mounts, inMemory);
    }

    /// Space, tab, newline and backslash are `\` and three octal digits.
    private static String unescaped(String field) {
        if (field.indexOf('\\') < 0) return field;
        var text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\'
                    && i + 3 < field.length()
                    && field.substring(i + 1, i + 4).matches("[0-7]{3}")) {
                c = (char) Integer.parseInt(field, i + 1, i + 4, 8);
                i += 3;
            }
            text.append(c);
        }
        return text.toString();
    }

    /// The mount that `path` is on, by its name alone: symbolic links are not followed, and no
    /// system call is made.
    ///
    /// @return [#NONE] if that is not known
    int mountOf(Path path) {
        for (Path at = path.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            Integer mount = mounts.get(at);
            if (mount != null) return mount;
        }
        return NONE;
    }

    /// Whether the files of a mount are in memory alone. Through a symbolic link a name may lead
    /// elsewhere all the same.
    ///
    /// @param mount may be [#NONE]
    boolean isInMemory(int mount) {
        return inMemory.contains(mount);
    }

    /// Whether all other names in the same directory are on the same mount: the path is a plain
    /// one, and nothing is mounted there.
    boolean isBelow(Path path) {
        if (!path.isAbsolute() || !path.equals(path.normalize())) return false;
        Path directory = path.getParent();
        return directory != null && !crossroads.contains(directory);
    }
}
