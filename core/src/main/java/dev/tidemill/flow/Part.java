package dev.tidemill.flow;

import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.nio.ByteBuffer;

/// The first bytes of a source. For one subscription, which reads once at a time.
final class Part implements ByteSource {

    private final ByteSource source;
    private long left; // of the pending read, until that is done

    /// @param length in bytes; the source may end before
    Part(ByteSource source, long length) {
        this.source = source;
        this.left = length;
    }

    @Override
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        long left = this.left;
        if (left == 0) return Task.completed(-1);
        if (left >= target.remaining()) return counted(source.read(target, token));
        int limit = target.limit();
        Task<Integer> read = source.read(target.limit(target.position() + (int) left), token);
        return counted(read).whenCompleteAsync((_, _) -> target.limit(limit), Tasks.inline());
    }

    private Task<Integer> counted(Task<Integer> read) {
        return read.thenApplyAsync(
                bytes -> {
                    left -= Math.max(bytes, 0);
                    return bytes;
                },
                Tasks.inline());
    }

    @Override
    public Task<Void> closing() {
        return source.closing();
    }
}
