package dev.tidemill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Counts the operating-system threads that a JVM has beyond those it had when it was idle.
///
/// Threads that the JVM itself adds under load, for its compilers and its garbage collector, do
/// not count; nor does anything that was there when this object was made. The kernel's io_uring
/// workers do, and are also counted apart.
final class OsThreads {

    /// Beginnings of names, of which the kernel keeps 15 bytes.
    private static final List<String> OF_THE_JVM = List.of("C1 ", "C2 ", "GC ", "G1 ", "VM ");

    private static final String OF_THE_KERNEL = "iou-";

    private final Path tasks;
    private final Set<String> idle;
    private final Map<String, String> names = new HashMap<>();
    private int peak;
    private int kernelPeak;

    OsThreads(long pid) throws IOException {
        tasks = Path.of("/proc/" + pid + "/task");
        idle = list();
    }

    /// Highest count that any [#look] saw.
    int peak() {
        return peak;
    }

    int kernelPeak() {
        return kernelPeak;
    }

    void look() throws IOException {
        int threads = 0;
        int kernel = 0;
        for (String id : list()) {
            if (idle.contains(id)) continue;
            String name = names.computeIfAbsent(id, this::nameOf);
            if (OF_THE_JVM.stream().anyMatch(name::startsWith)) continue;
            threads++;
            if (name.startsWith(OF_THE_KERNEL)) kernel++;
        }
        peak = Math.max(peak, threads);
        kernelPeak = Math.max(kernelPeak, kernel);
    }

    private Set<String> list() throws IOException {
        Set<String> ids = new HashSet<>();
        try (var entries = Files.newDirectoryStream(tasks)) {
            for (Path entry : entries) ids.add(tasks.relativize(entry).toString());
        }
        return ids;
    }

    private String nameOf(String id) {
        try {
            return Files.readString(tasks.resolve(id).resolve("comm")).strip();
        } catch (IOException _) {
            return ""; // it has ended since; it was a thread all the same
        }
    }
}
