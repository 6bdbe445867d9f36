package dev.tidemill.engine.portable;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.NameCalls;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// One call on a name: the system's, or where there are none the JDK's.
final class PooledName<T> extends PooledOperation<T> {

    private final NameOperation<T> operation;

    PooledName(PortableEngine engine, NameOperation<T> operation) {
        super(engine, operation, engine.laneOfName(operation.path()), LEFT_ALONE);
        this.operation = operation;
    }

    @Override
    void start() {
        startShort();
    }

    @Override
    T carryOut() throws IOException, Unfinished {
        if (engine.driver() != Driver.SYSTEM_CALLS) return JdkNames.carryOut(operation);
        long buffer = BufferPool.take();
        try {
            return bySystem(operation, buffer);
        } finally {
            BufferPool.giveBack(buffer);
        }
    }

    /// @param buffer of the [BufferPool]
    static <T> T bySystem(NameOperation<T> operation, long buffer) throws IOException, Unfinished {
        return switch (operation) {
            case NameOperation.Status<T> status -> status(status, buffer);
            case NameOperation.Remove<T> remove -> remove(remove, buffer);
            case NameOperation.MakeDirectory<T>(var path, int permissions, T done) ->
                done(NameCalls.makeDirectory(path, permissions, buffer), done);
            case NameOperation.SetTimes<T>(var path, boolean follow, var modified, var accessed, T done) ->
                done(NameCalls.setTimes(path, follow, modified, accessed, buffer), done);
            case NameOperation.Link<T>(var path, var existing, T done) ->
                done(NameCalls.link(path, existing, buffer), done);
            case NameOperation.MakeSymbolicLink<T> link -> symbolicLink(link, buffer);
            case NameOperation.Move<T> move -> move(move, buffer);
        };
    }

    private static <T> T done(int result, T value) throws Unfinished {
        var _ = Unfinished.unlessNegative(result);
        return value;
    }

    @SuppressWarnings("NullAway") // Void has no other value
    private static <T> T remove(NameOperation.Remove<T> remove, long buffer) throws Unfinished {
        int result = NameCalls.remove(remove.path(), buffer);
        T missing = remove.missing();
        if (missing != null && result == -Errno.ENOENT.number()) return missing;
        return done(result, remove.removed());
    }

    private static <T> T status(NameOperation.Status<T> status, long buffer) throws Unfinished {
        int result = NameCalls.status(status.path(), status.followLinks(), buffer);
        if (result == 0) return status.found().apply(NameCalls.facts(buffer));
        T instead = status.instead(result == -Errno.ENOENT.number());
        if (instead == null) throw Unfinished.errno(-result);
        return instead;
    }

    private static <T> T symbolicLink(NameOperation.MakeSymbolicLink<T> link, long buffer)
            throws IOException, Unfinished {
        byte[] content = NativePath.contentOfLink(link.target());
        if (content == null) return JdkNames.carryOut(link); // only the JDK knows the bytes
        return done(NameCalls.makeSymbolicLink(link.path(), content, buffer), link.result());
    }

    /// One rename where that is all there is to do; what else there may be, and what is wrong
    /// otherwise, is for the JDK.
    private static <T> T move(NameOperation.Move<T> move, long buffer) throws IOException {
        List<CopyOption> options = move.options();
        boolean replace = options.contains(StandardCopyOption.REPLACE_EXISTING)
                || options.contains(StandardCopyOption.ATOMIC_MOVE);
        boolean plain = options.stream().allMatch(StandardCopyOption.class::isInstance)
                && !options.contains(StandardCopyOption.COPY_ATTRIBUTES);
        if (!plain || NameCalls.rename(move.path(), move.target(), replace, buffer) != 0)
            return JdkNames.carryOut(move);
        return move.result();
    }
}
