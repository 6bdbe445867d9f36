package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.*;

import java.util.function.Predicate;

/// What of io_uring the library uses where it is there and does without where it is not, the
/// youngest first.
///
/// The versions are those of the mainline kernel and for people alone; what is there is found by
/// asking (see [KernelFeatures]).
enum UringFeature {
    NO_IOWAIT(
            "6.15",
            false,
            kernel -> (kernel.features() & IORING_FEAT_NO_IOWAIT) != 0,
            "a ring that waits counts as iowait: an idle machine looks busy with its disks"),
    FTRUNCATE(
            "6.9", false, kernel -> kernel.has(IORING_OP_FTRUNCATE), "truncating a file takes a thread of the library"),
    NO_SQARRAY(
            "6.6",
            false,
            kernel -> (kernel.setupFlags() & IORING_SETUP_NO_SQARRAY) != 0,
            "the kernel finds each submission through an index, one more access to memory"),
    DEFER_TASKRUN(
            "6.1",
            true,
            kernel -> (kernel.setupFlags() & IORING_SETUP_DEFER_TASKRUN) != 0,
            "completions break into the ring's thread one by one instead of coming in batches"),
    SINGLE_ISSUER(
            "6.0",
            true,
            kernel -> (kernel.setupFlags() & IORING_SETUP_SINGLE_ISSUER) != 0,
            "the kernel takes a lock for each submission"),
    COOP_TASKRUN(
            "5.19",
            true,
            kernel -> (kernel.setupFlags() & IORING_SETUP_COOP_TASKRUN) != 0,
            "completions interrupt the processor that the ring's thread runs on"),
    FILE_TABLE(
            "5.19",
            true,
            kernel -> kernel.fileTable() > 0,
            "a file that is read or written as a whole takes a descriptor for that time"),
    SUBMIT_ALL(
            "5.18",
            true,
            kernel -> (kernel.setupFlags() & IORING_SETUP_SUBMIT_ALL) != 0,
            "a submission that the kernel refuses holds up those behind it"),
    IOWQ_MAX_WORKERS(
            "5.15",
            true,
            KernelFeatures::workersLimited,
            "a burst of operations that can only block makes a kernel thread for each"),
    NATIVE_WORKERS(
            "5.12",
            true,
            kernel -> (kernel.features() & IORING_FEAT_NATIVE_WORKERS) != 0,
            "the kernel's workers are not seen as threads of this process");

    final String since;
    final boolean isImportant;
    final String without;
    private final Predicate<KernelFeatures> test;

    /// @param isImportant whether a newer kernel is worth it for this alone
    UringFeature(String since, boolean isImportant, Predicate<KernelFeatures> test, String without) {
        this.since = since;
        this.isImportant = isImportant;
        this.test = test;
        this.without = without;
    }

    boolean isIn(KernelFeatures kernel) {
        return test.test(kernel);
    }
}
