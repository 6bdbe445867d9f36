package dev.tidemill;

/// Why io_uring is not used here: which limit it was, and what to do.
///
/// @param limit what is in the way
/// @param message what was tried and what came of it
/// @param advice what to change, and where
public record UnavailabilityCause(Limit limit, String message, String advice) {

    /// What can be in the way of io_uring.
    public enum Limit {
        /// It was not asked for: the portable engine was chosen by setting.
        NOT_WANTED,
        /// This is not Linux on x86-64 or aarch64.
        PLATFORM,
        /// The JVM does not let the library call native functions.
        NATIVE_ACCESS,
        /// The kernel is too old, or built without io_uring.
        KERNEL,
        /// `kernel.io_uring_disabled` forbids it.
        SYSCTL,
        /// A seccomp filter forbids it, as those of most container runtimes do.
        SECCOMP,
        /// The memory this process may lock, `ulimit -l`, is used up; before Linux 5.12 rings count
        /// against it.
        MEMLOCK,
        /// Descriptors or memory are used up.
        RESOURCES,
        /// Something else; the message has what the kernel said.
        OTHER
    }

    @Override
    public String toString() {
        return message + "; " + advice;
    }
}
