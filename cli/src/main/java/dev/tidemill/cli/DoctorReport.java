package dev.tidemill.cli;

import dev.tidemill.Backend;
import dev.tidemill.Diagnosis;
import dev.tidemill.Diagnosis.Advice;
import dev.tidemill.Diagnosis.Execution;
import dev.tidemill.Diagnosis.Feature;
import dev.tidemill.Diagnosis.Limits;
import dev.tidemill.Diagnosis.Place;
import dev.tidemill.Diagnosis.Rings;
import dev.tidemill.Diagnosis.Storage;
import dev.tidemill.Diagnosis.Transfers;
import dev.tidemill.TidemillConfig;
import dev.tidemill.UnavailabilityCause;
import dev.tidemill.UnavailabilityCause.Limit;
import dev.tidemill.cli.DoctorPage.Sign;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/// A [Diagnosis] for people: lines of at most 80 columns, in groups, with a sign where something is
/// good or bad.
final class DoctorReport {

    private final DoctorPage page;
    private final Names names;

    /// @param charset of the terminal; where it has no better signs they are made of letters
    DoctorReport(PrintWriter out, Charset charset) {
        page = new DoctorPage(out, charset);
        names = new Names(charset);
    }

    void show(Diagnosis diagnosis, TidemillConfig config) {
        verdict(diagnosis);
        host(diagnosis.host());
        engine(diagnosis, config);
        limits(diagnosis);
        storage(diagnosis.storage());
    }

    private void verdict(Diagnosis diagnosis) {
        if (diagnosis.unavailabilityCause().isPresent()) {
            page.text("io_uring does not work here. The portable engine does, with threads that wait.");
        } else if (diagnosis.backend() == Backend.PORTABLE) {
            page.text("io_uring works here, but the portable engine was chosen; its threads wait.");
        } else {
            page.text("io_uring works here. Operations wait in the kernel, no thread waits with them.");
        }
    }

    private void host(Diagnosis.Host host) {
        page.heading("Machine");
        page.line("system", host.system() + ", " + host.architecture() + ", " + count(host.processors(), "processor"));
        page.line("Java", host.java());
        page.line("container", host.container().orElse("no sign of one"));
    }

    private void engine(Diagnosis diagnosis, TidemillConfig config) {
        page.heading("Engine");
        diagnosis.rings().ifPresent(rings -> rings(rings, config));
        diagnosis.unavailabilityCause().ifPresent(cause -> page.line(Sign.BAD, "io_uring", cause.message()));
        if (diagnosis.backend() == Backend.PORTABLE) {
            page.line(
                    "portable",
                    "at most " + count(config.blockingThreads(), "thread") + " for each mount, one for all pipes");
        }
    }

    private void rings(Rings rings, TidemillConfig config) {
        page.line(
                Sign.GOOD,
                "io_uring",
                count(config.rings(), "ring") + ", at most " + count(config.maxInFlight(), "operation")
                        + " in flight in each");
        page.line(Sign.GOOD, "operations", rings.opcodes() + " kinds known, all that are needed among them");
        page.line(
                Sign.GOOD,
                "features",
                rings.features().stream()
                        .filter(Feature::isPresent)
                        .map(Feature::name)
                        .collect(Collectors.joining(", ")));
        for (Feature missing : rings.features()) {
            if (!missing.isPresent()) {
                page.line(
                        missing.isImportant() ? Sign.BAD : Sign.NONE,
                        missing.name(),
                        "since Linux " + missing.since() + "; without it " + missing.without());
            }
        }
        if (rings.fileTable() > 0) {
            page.line(Sign.GOOD, "file table", Quantities.count(rings.fileTable()) + " places in each ring");
        }
        page.line(
                "kernel workers",
                "at most " + Quantities.count(config.boundedWorkers()) + " for files and "
                        + Quantities.count(config.unboundedWorkers()) + " for the rest, for each ring");
        String lockedDown = "works, is " + (config.lockedDown() ? "on" : "off") + " (tidemill.lockedDown)";
        if (rings.locksDown()) page.line(Sign.GOOD, "lock-down", lockedDown);
        else page.line(Sign.BAD, "lock-down", "this kernel cannot refuse operations on a ring");
    }

    private void limits(Diagnosis diagnosis) {
        page.heading("Limits");
        Limits limits = diagnosis.limits();
        Optional<Limit> inTheWay = diagnosis.unavailabilityCause().map(UnavailabilityCause::limit);
        limits.uringDisabled()
                .ifPresent(value -> page.line(
                        sign(inTheWay, Limit.SYSCTL),
                        "io_uring",
                        switch (value) {
                            case 0 -> "for everybody (kernel.io_uring_disabled = 0)";
                            case 1 ->
                                "for the privileged" + group(limits.uringGroup()) + " (kernel.io_uring_disabled = 1)";
                            default -> "for nobody (kernel.io_uring_disabled = " + value + ")";
                        }));
        limits.seccompMode()
                .ifPresent(value -> page.line(
                        sign(inTheWay, Limit.SECCOMP),
                        "seccomp",
                        switch (value) {
                            case 0 -> "no filter of system calls";
                            case 2 -> "a filter decides about system calls";
                            default -> "strict";
                        }));
        String whose = limits.capabilities().contains("CAP_IPC_LOCK")
                ? ", not counted (CAP_IPC_LOCK)"
                : " for all processes of the user (ulimit -l)";
        limits.lockedMemoryBytes()
                .ifPresent(value -> page.line(sign(inTheWay, Limit.MEMLOCK), "locked memory", bytes(value) + whose));
        limits.openFiles()
                .ifPresent(value ->
                        page.line(sign(inTheWay, Limit.RESOURCES), "open files", limit(value) + " (ulimit -n)"));
        limits.threads()
                .ifPresentOrElse(
                        value -> page.line(
                                "threads",
                                limit(value.most()) + ", " + Quantities.count(value.used()) + " in use (pids.max)"),
                        () -> page.line("threads", "no limit of a cgroup in sight"));
        if (limits.seccompMode().isPresent()) {
            String held = limits.capabilities().stream().sorted().collect(Collectors.joining(", "));
            page.line("capabilities", held.isEmpty() ? "none of those that matter" : held);
        }
    }

    private static Sign sign(Optional<Limit> inTheWay, Limit limit) {
        return inTheWay.equals(Optional.of(limit)) ? Sign.BAD : inTheWay.isEmpty() ? Sign.GOOD : Sign.NONE;
    }

    private static String group(OptionalInt group) {
        return group.isPresent() && group.getAsInt() >= 0 ? " and group " + group.getAsInt() : "";
    }

    private void storage(Storage storage) {
        page.heading("Storage: " + names.of(storage.directory().toAbsolutePath().normalize()));
        if (!storage.type().isEmpty()) {
            page.line(
                    "file system",
                    storage.type() + " on " + storage.device()
                            + (storage.blockBytes() > 0 ? ", blocks of " + bytes(storage.blockBytes()) : ""));
        }
        storage.transfers().ifPresent(this::transfers);
        executions(storage.executions());
        storage.problem().ifPresent(problem -> page.line(Sign.BAD, "problem", problem));
    }

    private void transfers(Transfers transfers) {
        if (transfers.direct()) {
            String alignment = transfers.directPositionBytes().isPresent()
                    ? "positions are multiples of "
                            + transfers.directPositionBytes().getAsInt() + ", addresses of "
                            + transfers.directMemoryBytes().orElse(1)
                    : "the system does not tell the alignment";
            page.line(Sign.GOOD, "O_DIRECT", alignment);
        } else {
            page.line("O_DIRECT", "is not possible");
        }
        page.line(
                "cached reads",
                transfers.cachedReads()
                        ? "are done at once, by the caller (RWF_NOWAIT)"
                        : "go to the engine too: there is no RWF_NOWAIT");
        page.line(
                "names",
                (transfers.cachedStatus()
                                ? "in memory are looked at by the caller (RESOLVE_CACHED); "
                                : "are not known to be in memory; looks and ")
                        + "changes wait on threads of the library: a ring's workers are no faster, and would wait"
                        + " for a server that does not answer");
    }

    private void executions(List<Execution> executions) {
        if (executions.isEmpty()) return;
        page.text("  Who executes what a ring is given:");
        executions(executions, Place.INLINE, "ring's thread");
        executions(executions, Place.ASYNCHRONOUS, "nobody waits");
        executions(executions, Place.WORKER, "kernel worker");
        for (Execution execution : executions) {
            if (execution.place() == Place.UNKNOWN) {
                page.line("not known", execution.operation() + ": " + execution.reason());
            }
        }
    }

    private void executions(List<Execution> executions, Place place, String label) {
        String operations = executions.stream()
                .filter(execution -> execution.place() == place)
                .map(Execution::operation)
                .collect(Collectors.joining(", "));
        if (!operations.isEmpty()) page.line(label, operations);
    }

    void show(DoctorSpeed speed) {
        page.heading("Speed, at a glance (each measured for a tenth of a second)");
        page.line("system call", nanos(speed.kernel().systemCallNanos()));
        if (speed.kernel().noOpNanos().isPresent()) {
            page.line(
                    "no-op in a ring",
                    nanos(speed.kernel().noOpNanos()) + ", in batches of 64 "
                            + nanos(speed.kernel().batchedNoOpNanos()) + " each");
        }
        reads("4 KiB cached", speed, false);
        reads("4 KiB O_DIRECT", speed, true);
        if (speed.fileBytes() > 0) {
            page.text("  Reads are at random places of a file of " + bytes(speed.fileBytes())
                    + ", by one thread. A busy machine, or a disk that is a file of another machine, makes these"
                    + " numbers worth little.");
        }
        speed.problem().ifPresent(problem -> page.line(Sign.BAD, "problem", problem));
    }

    private void reads(String label, DoctorSpeed speed, boolean direct) {
        String reads = speed.reads().stream()
                .filter(each -> each.direct() == direct)
                .map(each -> each.depth() > 1
                        ? each.depth() + " pending: " + Quantities.count(Math.round(1e9 / each.nanosEach()))
                                + " a second"
                        : (direct ? "one at a time" : each.way()) + " " + nanos(each.nanosEach()))
                .collect(Collectors.joining(", "));
        if (!reads.isEmpty()) page.line(label, reads);
    }

    void showAdvice(List<Advice> advice) {
        page.heading("Advice");
        if (advice.isEmpty()) page.text("  None: nothing here has to change.");
        for (int i = 0; i < advice.size(); i++) {
            page.item(i + 1, advice.get(i).problem(), advice.get(i).remedy());
        }
    }

    private static String count(long count, String what) {
        return Quantities.count(count) + " " + what + (count == 1 ? "" : "s");
    }

    private static String limit(long number) {
        return number == Limits.UNLIMITED ? "no limit" : Quantities.count(number);
    }

    private static String bytes(long bytes) {
        if (bytes == Limits.UNLIMITED) return "no limit";
        if (bytes >= 1 << 20 && bytes % (1 << 20) == 0) return Quantities.count(bytes >> 20) + " MiB";
        return bytes >= 1 << 10 && bytes % (1 << 10) == 0
                ? Quantities.count(bytes >> 10) + " KiB"
                : Quantities.count(bytes) + " bytes";
    }

    private String nanos(OptionalDouble nanos) {
        return nanos.isPresent() ? nanos(nanos.getAsDouble()) : "not known";
    }

    private String nanos(double nanos) {
        return nanos < 1_000
                ? String.format(Locale.ROOT, "%.0f ns", nanos)
                : String.format(Locale.ROOT, "%.1f %ss", nanos / 1_000, page.micro());
    }
}
