package dev.tidemill;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// What this machine gives to asynchronous input and output, and what is in the way: found by
/// trying, at one moment, for this process.
///
/// It is what `tidemill doctor` shows. A program that should not run without io_uring looks at
/// [#backend()], and has the whole answer for its log.
///
/// @param host the machine and its Java
/// @param backend which engine the configuration gets here; the portable one also where the
///     configuration names io_uring and that is not available: then engines do not start
/// @param unavailabilityCause why io_uring cannot run here; empty if it can, also where the
///     portable engine was chosen
/// @param rings what the kernel gives to io_uring; empty if it cannot run
/// @param limits what the system allows this process
/// @param storage the file system that was asked about
/// @param advice what to change, the most important first; empty if all is well
public record Diagnosis(
        Host host,
        Backend backend,
        Optional<UnavailabilityCause> unavailabilityCause,
        Optional<Rings> rings,
        Limits limits,
        Storage storage,
        List<Advice> advice) {

    public Diagnosis {
        advice = List.copyOf(advice);
    }

    /// Examines this machine with the settings of [TidemillConfig#fromSystemProperties()]; see
    /// [#of(TidemillConfig, Path)].
    ///
    /// @throws IOException if `directory` is none, or cannot be looked at
    public static Diagnosis of(Path directory) throws IOException, InterruptedException {
        return of(TidemillConfig.fromSystemProperties(), directory);
    }

    /// Examines this machine, and the file system of a directory.
    ///
    /// Starts engines and ends them again, and makes small files in a directory of its own inside
    /// `directory`, which it removes. Takes some tenths of a second, with a file system that does
    /// not answer some seconds: then [Storage#problem] says so.
    ///
    /// @param config what the engine is to be; where that is not possible, the diagnosis says what
    ///     runs instead, even if the configuration names io_uring
    /// @throws IOException if `directory` is none, or cannot be looked at
    /// @throws InterruptedException if this thread is interrupted while something is tried; what
    ///     has begun ends by itself
    public static Diagnosis of(TidemillConfig config, Path directory) throws IOException, InterruptedException {
        return Examination.of(config, directory);
    }

    /// The machine, and the Java on it.
    ///
    /// @param system the operating system and the version of its kernel: "Linux 6.18.44"
    /// @param container what kind of container this seems to be; empty if there is no sign of one
    public record Host(String system, String architecture, int processors, String java, Optional<String> container) {}

    /// What the kernel gives to io_uring.
    ///
    /// @param features those the library makes use of, the youngest first
    /// @param opcodes how many kinds of operations the kernel knows; those the library needs are
    ///     among them
    /// @param fileTable how many files a ring can have open without a descriptor; 0 if none
    /// @param locksDown whether [TidemillConfig#lockedDown()] works: a ring that refuses what the
    ///     library does not use
    public record Rings(List<Feature> features, int opcodes, int fileTable, boolean locksDown) {

        public Rings {
            features = List.copyOf(features);
        }
    }

    /// Something of io_uring that the library uses where it is there.
    ///
    /// @param name as the kernel calls it
    /// @param since the mainline kernel that has it first; vendors bring some of them to older ones
    /// @param isImportant whether a newer kernel is worth it for this alone
    /// @param without what it costs to do without
    public record Feature(String name, String since, boolean isPresent, boolean isImportant, String without) {}

    /// What the system allows this process. Empty what is not known, outside Linux everything.
    ///
    /// @param uringDisabled `kernel.io_uring_disabled`: 0 everybody may, 1 privileged processes and
    ///     a group, 2 nobody; empty before Linux 6.6
    /// @param uringGroup that group, `kernel.io_uring_group`; -1 is none
    /// @param seccompMode what filters system calls: 0 nothing, 1 only a few are allowed, 2 a
    ///     filter, as containers have
    /// @param lockedMemoryBytes `ulimit -l`
    /// @param openFiles `ulimit -n`; the JVM raises its own to what it may
    /// @param threads what the cgroup allows, `pids.max`, and has in use
    /// @param capabilities the effective ones, of those that lift a limit for io_uring:
    ///     `CAP_SYS_ADMIN` that of `io_uring_disabled`, `CAP_IPC_LOCK` that of locked memory,
    ///     `CAP_SYS_NICE` those of priorities
    public record Limits(
            OptionalInt uringDisabled,
            OptionalInt uringGroup,
            OptionalInt seccompMode,
            OptionalLong lockedMemoryBytes,
            OptionalLong openFiles,
            Optional<ThreadLimit> threads,
            Set<String> capabilities) {

        /// A limit that there is not.
        public static final long UNLIMITED = Long.MAX_VALUE;

        public Limits {
            capabilities = Set.copyOf(capabilities);
        }
    }

    /// How many threads a cgroup may have, and has.
    ///
    /// @param most threads of all processes together; [Limits#UNLIMITED] if there is no limit
    /// @param used how many there are now
    public record ThreadLimit(long most, long used) {}

    /// A file system, seen from one of its directories.
    ///
    /// @param directory the one that was asked about
    /// @param type "ext4"
    /// @param device where it is, as the system calls it
    /// @param blockBytes its block size; 0 if it is not known
    /// @param transfers how it transfers; empty if that could not be tried
    /// @param executions who executes operations; empty if that could not be tried, or there are no
    ///     rings
    /// @param problem why something could not be tried; empty if everything was
    public record Storage(
            Path directory,
            String type,
            String device,
            long blockBytes,
            Optional<Transfers> transfers,
            List<Execution> executions,
            Optional<String> problem) {

        public Storage {
            executions = List.copyOf(executions);
        }
    }

    /// How a file system transfers.
    ///
    /// @param direct whether past the page cache ([dev.tidemill.file.AsyncOption#DIRECT])
    /// @param directPositionBytes what positions and lengths of such transfers must be a multiple
    ///     of; empty if the system does not tell (before Linux 6.1)
    /// @param directMemoryBytes what addresses must be a multiple of; empty likewise
    /// @param cachedReads whether a read can be limited to what is in the page cache, and so be
    ///     done by the caller at once
    /// @param cachedStatus whether the status of a file whose names are in memory can be looked at
    ///     by the caller at once; all else that is done with names waits on threads of the library
    public record Transfers(
            boolean direct,
            OptionalInt directPositionBytes,
            OptionalInt directMemoryBytes,
            boolean cachedReads,
            boolean cachedStatus) {}

    /// Who executes an operation that is given to a ring. No thread of the program waits in any
    /// case.
    ///
    /// @param operation "uncached read"
    /// @param reason why the place is not known; otherwise empty
    public record Execution(String operation, Place place, String reason) {}

    /// Where the kernel executes an operation.
    public enum Place {
        /// In the system call that submits it: the thread of the ring is busy for so long.
        INLINE,
        /// Nowhere: the device says when it is done.
        ASYNCHRONOUS,
        /// On a thread of the kernel that waits (`io-wq`). There are at most
        /// [TidemillConfig#boundedWorkers()] for each ring.
        WORKER,
        /// Not known, or not possible here.
        UNKNOWN
    }

    /// Something to change.
    ///
    /// @param problem what is in the way
    /// @param remedy what to do about it: a command or a setting
    public record Advice(String problem, String remedy) {}
}
