package dev.tidemill.bench;

import static dev.tidemill.bench.Metric.ALLOCATED;
import static dev.tidemill.bench.Metric.CPU;
import static dev.tidemill.bench.Metric.RATE;
import static dev.tidemill.bench.Metric.RETAINED;
import static dev.tidemill.bench.Metric.THREADS;
import static dev.tidemill.bench.Metric.TIME;

import dev.tidemill.bench.worker.Workload;
import java.util.List;

/// What is compared with what, and which numbers are accepted and aimed at.
final class Cases {

    /// Names of Tidemill's sides, which the goals speak of.
    private static final String RING = "Tidemill's ring";

    private static final String TASKS = "Tidemill tasks";
    private static final String BLOCKING = "Tidemill blocking";
    private static final String BLOCKING_VIRTUAL = "Tidemill blocking, virtual thread";
    private static final String VIRTUAL = "Tidemill, virtual threads";
    private static final String BATCHES = "Tidemill batches";
    private static final String SMALL_FILES = "Tidemill AsyncFiles";
    private static final String SMALL_FILES_WINDOW = "Tidemill AsyncFiles, window of 256";
    private static final String COPY = "Tidemill Copy";

    private static final Side RING_SIDE = new JvmSide(RING, "tidemill/ring");
    private static final Side TASKS_SIDE = new JvmSide(TASKS, "tidemill/tasks");
    private static final Side TASKS_INLINE = new JvmSide("Tidemill tasks, inline", "tidemill/inline");
    private static final Side BLOCKING_SIDE = new JvmSide(BLOCKING, "tidemill/blocking");
    private static final Side VIRTUAL_SIDE = new JvmSide(VIRTUAL, "tidemill/virtual");
    private static final Side COPY_SIDE = new JvmSide(COPY, "tidemill/copy");

    private static final Side FIO = fio("fio io_uring");
    private static final Side FIO_BATCH_16 =
            fio("fio batch 16, fixed", "--iodepth_batch_submit=16", "--fixedbufs", "--registerfiles");
    private static final Side TWIN = new TwinSide("C twin", List.of("--mode", "read"));
    private static final Side TWIN_BY_FOUR =
            new TwinSide("C twin, submits 4 at once", List.of("--mode", "read", "--submit", "4"));
    private static final Side CHANNEL = new JvmSide("FileChannel", "channel/platform");
    private static final Side CHANNEL_VIRTUAL = new JvmSide("FileChannel, virtual threads", "channel/virtual");
    private static final Side ASYNC_CHANNEL = new JvmSide("AsynchronousFileChannel", "async-channel");

    static final List<Case> ALL = List.of(
            new Case(
                    "nop-32",
                    "The raw ring: operations that do nothing, 32 in flight",
                    Unit.OPERATION,
                    Workload.reads(false, 32),
                    Preparation.NOTHING,
                    15,
                    List.of(new TwinSide("C twin", List.of("--mode", "nop")), RING_SIDE),
                    List.of(Goal.atLeast(RING, RATE, 0.9, 0.97, "C twin"))),
            new Case(
                    "nop-1",
                    "The raw ring: operations that do nothing, one at a time",
                    Unit.OPERATION,
                    Workload.reads(false, 1),
                    Preparation.NOTHING,
                    15,
                    List.of(new TwinSide("C twin", List.of("--mode", "nop")), RING_SIDE),
                    List.of(Goal.atLeast(RING, RATE, 0.9, 0.97, "C twin"))),
            new Case(
                    "direct-32",
                    "`O_DIRECT` random reads of 4 KiB, 32 in flight",
                    Unit.OPERATION,
                    Workload.reads(true, 32),
                    Preparation.NOTHING,
                    15,
                    List.of(FIO, TWIN, TWIN_BY_FOUR, TASKS_SIDE, TASKS_INLINE),
                    List.of(Goal.atLeast(TASKS, RATE, 0.9, 0.95, FIO.name()))),
            new Case(
                    "direct-128",
                    "`O_DIRECT` random reads of 4 KiB, 128 in flight",
                    Unit.OPERATION,
                    Workload.reads(true, 128),
                    Preparation.NOTHING,
                    15,
                    List.of(FIO, TWIN, TWIN_BY_FOUR, ASYNC_CHANNEL, TASKS_SIDE, TASKS_INLINE),
                    List.of(
                            Goal.atLeast(TASKS, RATE, 0.95, 1.0, FIO.name()),
                            Goal.atMost(TASKS, CPU, 4_500, 3_000),
                            Goal.atMost(TASKS, CPU, 0.5, 0.35, ASYNC_CHANNEL.name()),
                            Goal.atMost(TASKS, THREADS, 2, 1),
                            Goal.atMost(TASKS, ALLOCATED, 128, 40))),
            new Case(
                    "direct-virtual-128",
                    "`O_DIRECT` random reads of 4 KiB by 128 virtual threads, one each",
                    Unit.OPERATION,
                    Workload.reads(true, 128),
                    Preparation.NOTHING,
                    9,
                    List.of(CHANNEL_VIRTUAL, VIRTUAL_SIDE),
                    List.of(
                            Goal.atLeast(VIRTUAL, RATE, 0.9, 1.0, CHANNEL_VIRTUAL.name()),
                            Goal.atMost(VIRTUAL, CPU, 0.8, 0.6, CHANNEL_VIRTUAL.name()),
                            Goal.atMost(VIRTUAL, THREADS, 25, 25))),
            new Case(
                    "direct-1",
                    "`O_DIRECT` random reads of 4 KiB, one at a time",
                    Unit.OPERATION,
                    Workload.reads(true, 1),
                    Preparation.NOTHING,
                    9,
                    List.of(
                            FIO,
                            TWIN,
                            CHANNEL,
                            new JvmSide("FileChannel, virtual thread", "channel/virtual"),
                            BLOCKING_SIDE,
                            new JvmSide(BLOCKING_VIRTUAL, "tidemill/virtual"),
                            TASKS_SIDE),
                    List.of(
                            Goal.atLeast(BLOCKING, RATE, 0.9, 0.95, FIO.name()),
                            Goal.atLeast(BLOCKING_VIRTUAL, RATE, 0.5, 0.65, FIO.name()))),
            new Case(
                    "cached-1",
                    "Cached random reads of 4 KiB by one caller, one at a time",
                    Unit.OPERATION,
                    Workload.reads(false, 1),
                    Preparation.FILE_CACHED,
                    15,
                    List.of(CHANNEL, new FioSide("fio psync", "psync", List.of()), BLOCKING_SIDE, TASKS_SIDE),
                    List.of(
                            Goal.atMost(BLOCKING, TIME, 1.05, 1.0, CHANNEL.name()),
                            Goal.atMost(TASKS, TIME, 1.30, 1.10, CHANNEL.name()),
                            Goal.atMost(TASKS, ALLOCATED, 128, 40))),
            new Case(
                    "cached-virtual-32",
                    "Cached random reads of 4 KiB by 32 virtual threads, one each",
                    Unit.OPERATION,
                    Workload.reads(false, 32),
                    Preparation.FILE_CACHED,
                    15,
                    List.of(CHANNEL_VIRTUAL, VIRTUAL_SIDE),
                    List.of(Goal.atLeast(VIRTUAL, RATE, 0.9, 1.0, CHANNEL_VIRTUAL.name()))),
            new Case(
                    "cached-32",
                    "Cached random reads of 4 KiB, 32 in flight",
                    Unit.OPERATION,
                    Workload.reads(false, 32),
                    Preparation.FILE_CACHED,
                    9,
                    List.of(
                            FIO,
                            FIO_BATCH_16,
                            fio(
                                    "fio batch 16 both ways, fixed",
                                    "--iodepth_batch_submit=16",
                                    "--iodepth_batch_complete_max=16",
                                    "--fixedbufs",
                                    "--registerfiles"),
                            TWIN,
                            new TwinSide("C twin, fixed", List.of("--mode", "read", "--fixed")),
                            ASYNC_CHANNEL,
                            new JvmSide(BATCHES, "tidemill/batches"),
                            TASKS_SIDE),
                    List.of(
                            Goal.atLeast(BATCHES, RATE, 1.3, 2.0, FIO.name()),
                            Goal.atLeast(BATCHES, RATE, 0.85, 1.1, FIO_BATCH_16.name()),
                            Goal.atLeast(BATCHES, RATE, 4, 8, ASYNC_CHANNEL.name()))),
            new Case(
                    "pending",
                    "10,000 reads that wait",
                    Unit.OPERATION,
                    Workload.reads(false, 10_000),
                    Preparation.NOTHING,
                    5,
                    List.of(
                            new JvmSide("AsynchronousFileChannel", "async-channel/pending"),
                            new JvmSide(TASKS, "tidemill/pending")),
                    List.of(Goal.atMost(TASKS, RETAINED, 512, 256))),
            new Case(
                    "small-files",
                    "Cached files of 4 KiB: open, read, close",
                    Unit.FILE,
                    Workload.files(4096, true),
                    Preparation.TREE_CACHED,
                    9,
                    List.of(
                            new JvmSide("Files", "files/one-thread"),
                            new JvmSide("Files, pool of 8", "files/pool-8"),
                            new JvmSide("Files, virtual threads", "files/virtual"),
                            new JvmSide(SMALL_FILES, "tidemill/files"),
                            new JvmSide(SMALL_FILES_WINDOW, "tidemill/files-window")),
                    List.of(
                            Goal.atLeast(
                                    SMALL_FILES_WINDOW, RATE, 1.3, 1.6, "Files, pool of 8", "Files, virtual threads"),
                            Goal.atLeast(SMALL_FILES, RATE, 1.8, 2.2, "Files"),
                            Goal.atLeast(SMALL_FILES, RATE, 1.3, 1.6, "Files, pool of 8", "Files, virtual threads"))),
            new Case(
                    "files-not-cached",
                    "Files of 64 KiB that are not in memory: open, read, close",
                    Unit.FILE,
                    Workload.files(64 * 1024, false),
                    Preparation.TREE_EVICTED,
                    7,
                    List.of(
                            new JvmSide("Files", "files/one-thread"),
                            new JvmSide("Files, pool of 8", "files/pool-8"),
                            new JvmSide("Files, virtual threads", "files/virtual"),
                            new JvmSide(SMALL_FILES_WINDOW, "tidemill/files-window")),
                    List.of(Goal.atLeast(
                            SMALL_FILES_WINDOW,
                            RATE,
                            1.0,
                            1.5,
                            "Files",
                            "Files, pool of 8",
                            "Files, virtual threads"))),
            new Case(
                    "copy",
                    "A copy of the cached large file on the same file system",
                    Unit.MEBIBYTE,
                    Workload.copy(false),
                    Preparation.ROOM_FOR_A_COPY,
                    7,
                    List.of(
                            new JvmSide("transferTo", "transfer-to"),
                            new CommandSide("cp", List.of("cp", "{source}", "{target}")),
                            COPY_SIDE),
                    List.of(
                            Goal.atLeast(COPY, RATE, 1.2, 1.8, "transferTo"),
                            Goal.atLeast(COPY, RATE, 1.0, 1.5, "cp"))),
            new Case(
                    "copy-durable",
                    "The same copy, with fsync",
                    Unit.MEBIBYTE,
                    Workload.copy(true),
                    Preparation.ROOM_FOR_A_COPY,
                    7,
                    List.of(
                            new JvmSide("transferTo, force", "transfer-to"),
                            new CommandSide(
                                    "cp, sync",
                                    List.of("sh", "-c", "cp \"$0\" \"$1\" && sync \"$1\"", "{source}", "{target}")),
                            COPY_SIDE),
                    List.of(Goal.atLeast(COPY, RATE, 1.0, 1.1, "transferTo, force"))));

    private Cases() {}

    private static Side fio(String name, String... options) {
        return new FioSide(name, "io_uring", List.of(options));
    }
}
