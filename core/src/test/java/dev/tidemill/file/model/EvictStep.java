package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.Task;
import java.lang.foreign.Arena;
import java.util.Set;

/// Takes out of the page cache what is on the device already: reads are the engine's then.
final class EvictStep extends Step {

    EvictStep(Subject subject) {
        super(subject);
    }

    @Override
    Task<?> start() {
        try (Arena arena = Arena.ofConfined()) {
            long path = arena.allocateFrom(subject.path().toString()).address();
            int fd = LibC.open(path, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
            if (fd < 0 || LibC.posix_fadvise(fd, 0, 0, Fcntl.POSIX_FADV_DONTNEED) < 0 || LibC.close(fd) < 0) {
                throw new AssertionError("cannot evict " + subject.path());
            }
        }
        return Task.completed(null);
    }

    @Override
    boolean isCancellable() {
        return false;
    }

    @Override
    Set<Call> calls() {
        return Set.of();
    }

    @Override
    void account(Round round) {}

    @Override
    String describe() {
        return "evict";
    }
}
