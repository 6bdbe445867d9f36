package dev.tidemill;

import dev.tidemill.UnavailabilityCause.Limit;
import dev.tidemill.engine.uring.UringRefused;

/// Finds out which limit is behind a refusal: the kernel says EPERM for several.
final class UringLimits {

    private UringLimits() {}

    static UnavailabilityCause notWanted() {
        return new UnavailabilityCause(
                Limit.NOT_WANTED,
                "the portable engine was chosen by a setting",
                "leave tidemill.engine at auto to use io_uring");
    }

    static UnavailabilityCause whichRefused(UringRefused refused) {
        String message = refused.getMessage();
        return switch (refused.reason()) {
            case NO_NATIVE_ACCESS ->
                new UnavailabilityCause(
                        Limit.NATIVE_ACCESS,
                        message,
                        "start java with --enable-native-access=dev.tidemill.core (ALL-UNNAMED on the class path)");
            case OTHER_PLATFORM ->
                new UnavailabilityCause(
                        Limit.PLATFORM, message, "io_uring exists on Linux; the library uses it on x86-64 and aarch64");
            case TOO_OLD ->
                new UnavailabilityCause(Limit.KERNEL, message, "use Linux 5.11 or later; 6.1 or later is best");
            case ERRNO -> whichErrno(refused.error(), message);
        };
    }

    private static UnavailabilityCause whichErrno(String error, String message) {
        return switch (error) {
            case "EPERM", "EACCES" -> forbidden(message);
            case "ENOSYS" ->
                isFiltered()
                        ? seccomp(message)
                        : new UnavailabilityCause(
                                Limit.KERNEL,
                                message,
                                "use a kernel with io_uring (CONFIG_IO_URING, Linux 5.11 or later)");
            case "ENOMEM" ->
                new UnavailabilityCause(
                        Limit.MEMLOCK,
                        message,
                        "raise `ulimit -l` (LimitMEMLOCK in systemd), use fewer rings (tidemill.rings), or give the"
                                + " process more memory");
            case "EMFILE", "ENFILE" ->
                new UnavailabilityCause(Limit.RESOURCES, message, "raise `ulimit -n` or fs.file-max");
            default ->
                new UnavailabilityCause(Limit.OTHER, message, "please report this; tidemill.engine=portable avoids it");
        };
    }

    private static UnavailabilityCause forbidden(String message) {
        int disabled = Proc.ofThisProcess().limits().uringDisabled().orElse(0);
        if (disabled == 2) {
            return new UnavailabilityCause(
                    Limit.SYSCTL,
                    message + "; kernel.io_uring_disabled is 2: nobody may",
                    "set it to 0: sysctl kernel.io_uring_disabled=0");
        }
        if (disabled == 1 && !isFiltered()) {
            return new UnavailabilityCause(
                    Limit.SYSCTL,
                    message + "; kernel.io_uring_disabled is 1: only privileged processes and the group"
                            + " kernel.io_uring_group may",
                    "put the user into that group, or set it to 0: sysctl kernel.io_uring_disabled=0");
        }
        return seccomp(message);
    }

    private static UnavailabilityCause seccomp(String message) {
        return new UnavailabilityCause(
                Limit.SECCOMP,
                message + (isFiltered() ? "; a seccomp filter is active" : ""),
                "allow io_uring_setup, io_uring_enter and io_uring_register in the seccomp profile of the container"
                        + " (docker run --security-opt seccomp=PROFILE)");
    }

    /// A filter decides about system calls; see `Seccomp` in proc_pid_status(5).
    private static boolean isFiltered() {
        return Proc.ofThisProcess().limits().seccompMode().orElse(0) == 2;
    }
}
