package dev.tidemill;

import dev.tidemill.Diagnosis.Limits;
import dev.tidemill.Diagnosis.ThreadLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// What Linux says of this process in `/proc` and `/sys`; nothing where they are not.
///
/// @param root `/`, but for tests
/// @param environment of the process
record Proc(Path root, Map<String, String> environment) {

    /// Bits of the capabilities that matter; see capabilities(7).
    private static final Map<String, Integer> CAPABILITIES =
            Map.of("CAP_IPC_LOCK", 14, "CAP_SYS_ADMIN", 21, "CAP_SYS_NICE", 23);

    static Proc ofThisProcess() {
        return new Proc(Path.of("/"), System.getenv());
    }

    Limits limits() {
        Map<String, String> status = status();
        return new Limits(
                sysctl("kernel/io_uring_disabled"),
                sysctl("kernel/io_uring_group"),
                toInt(status.getOrDefault("Seccomp", "")),
                resource("Max locked memory"),
                resource("Max open files"),
                threads(),
                capabilities(status.getOrDefault("CapEff", "")));
    }

    /// What kind of container there are signs of.
    Optional<String> container() {
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) return Optional.of("Kubernetes");
        if (Files.exists(root.resolve("run/.containerenv"))) return Optional.of("Podman");
        if (Files.exists(root.resolve(".dockerenv"))) return Optional.of("Docker");
        String named = environment.getOrDefault("container", ""); // as systemd, LXC and others set it
        if (!named.isEmpty()) return Optional.of(named);
        if (text("proc/version").contains("gVisor")) return Optional.of("gVisor");
        if (text("proc/sys/kernel/osrelease").contains("microsoft")) return Optional.of("WSL");
        String cgroups = text("proc/self/cgroup");
        for (String sign : List.of("kubepods", "docker", "libpod", "lxc")) {
            if (cgroups.contains("/" + sign)) return Optional.of(sign);
        }
        return Optional.empty();
    }

    /// See proc_pid_status(5).
    private Map<String, String> status() {
        Map<String, String> status = new LinkedHashMap<>();
        for (String line : text("proc/self/status").lines().toList()) {
            int colon = line.indexOf(':');
            if (colon < 0) continue;
            status.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return status;
    }

    private OptionalInt sysctl(String name) {
        return toInt(text("proc/sys/" + name).strip());
    }

    /// The soft limit; see proc_pid_limits(5).
    private OptionalLong resource(String name) {
        for (String line : text("proc/self/limits").lines().toList()) {
            if (!line.startsWith(name)) continue;
            return toLong(line.substring(name.length()).strip().split("\\s+")[0]);
        }
        return OptionalLong.empty();
    }

    private static Set<String> capabilities(String effective) {
        Set<String> held = new TreeSet<>();
        try {
            long bits = effective.isEmpty() ? 0 : Long.parseUnsignedLong(effective, 16);
            CAPABILITIES.forEach((name, bit) -> {
                if ((bits >>> bit & 1) != 0) held.add(name);
            });
        } catch (NumberFormatException e) {
            return Set.of(); // something that looks like /proc and is not
        }
        return held;
    }

    /// The tightest limit of the process's cgroup and those above it; see cgroups(7). A container
    /// may not see where it is, only what is mounted for it.
    private Optional<ThreadLimit> threads() {
        for (String line : text("proc/self/cgroup").lines().toList()) {
            String[] parts = line.split(":", 3);
            if (parts.length < 3) continue;
            boolean first = parts[1].equals("pids");
            if (!first && !(parts[0].equals("0") && parts[1].isEmpty())) continue;
            Path mount = root.resolve(first ? "sys/fs/cgroup/pids" : "sys/fs/cgroup");
            Path group = mount.resolve(parts[2].replaceFirst("^/+", "")).normalize();
            Optional<ThreadLimit> tightest = Optional.empty();
            Path start = group.startsWith(mount) ? group : mount;
            for (Path at = start; at != null && at.startsWith(mount); at = at.getParent()) {
                Optional<ThreadLimit> limit = threads(at);
                if (limit.isPresent() && (tightest.isEmpty() || room(limit.get()) < room(tightest.get()))) {
                    tightest = limit;
                }
            }
            if (tightest.isPresent()) return tightest;
        }
        return Optional.empty();
    }

    private Optional<ThreadLimit> threads(Path group) {
        OptionalLong most = toLong(text(group.resolve("pids.max")).strip());
        OptionalLong used = toLong(text(group.resolve("pids.current")).strip());
        return most.isPresent() && used.isPresent()
                ? Optional.of(new ThreadLimit(most.getAsLong(), used.getAsLong()))
                : Optional.empty();
    }

    private static long room(ThreadLimit limit) {
        return limit.most() - limit.used();
    }

    private String text(String name) {
        return text(root.resolve(name));
    }

    /// Reads in pieces that a setting fits into: the kernel gives only the first piece of one, and
    /// [Files#readAllBytes] begins with a piece of one byte where files say that they are empty.
    private static String text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            var text = new ByteArrayOutputStream();
            byte[] piece = new byte[4096];
            for (int read = in.read(piece); read > 0; read = in.read(piece)) text.write(piece, 0, read);
            return text.toString(StandardCharsets.ISO_8859_1); // names in it may be any bytes
        } catch (IOException | SecurityException e) {
            return ""; // not there, or not for us
        }
    }

    private static OptionalInt toInt(String number) {
        try {
            return OptionalInt.of(Integer.parseInt(number));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    private static OptionalLong toLong(String number) {
        if (number.equals("max") || number.equals("unlimited")) return OptionalLong.of(Limits.UNLIMITED);
        try {
            return OptionalLong.of(Long.parseLong(number));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }
}
