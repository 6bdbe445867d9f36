package dev.tidemill.directory;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;

/// Removes a tree, in turns: between two of them other calls of that mount have theirs.
@CheckReturnValue
public final class TreeDeletion {

    private final Engine engine;
    private final Operation.Blocking<Boolean> turn;
    private final Remover remover;
    private final ClosedByLast removing;

    private TreeDeletion(Tidemill io, NativePath root, Consumer<? super IOException> failed) {
        engine = io.engine();
        remover = DirectoryCalls.areAvailable()
                ? new DescriptorRemover(root, failed)
                : new JdkRemover(root.path(), failed);
        removing = new ClosedByLast(remover::close);
        turn = new Operation.Blocking<>(root, "removal of the tree", this::remove);
    }

    /// See [dev.tidemill.file.AsyncFiles#deleteTree(Path)].
    public static Task<Long> start(Tidemill io, Path root, CancellationToken token) {
        var failures = new Failures();
        var deletion = new TreeDeletion(io, nameOf(root), failures::add);
        return Task.<Long>run(() -> {
                    long removed = deletion.run(token);
                    IOException failure = failures.take();
                    if (failure != null) throw failure;
                    return removed;
                })
                .cancelOn(token);
    }

    /// See [dev.tidemill.file.AsyncFiles#deleteTree(Tidemill, Path, Consumer, CancellationToken)].
    public static Task<Long> start(
            Tidemill io, Path root, Consumer<? super IOException> failed, CancellationToken token) {
        var deletion = new TreeDeletion(io, nameOf(root), Objects.requireNonNull(failed, "failed"));
        return Task.<Long>run(() -> deletion.run(token)).cancelOn(token);
    }

    private static NativePath nameOf(Path root) {
        String last = root.getNameCount() == 0 ? "" : root.getFileName().toString();
        if (last.isEmpty() || last.equals(".") || last.equals("..")) {
            throw new IllegalArgumentException(
                    "root is \"" + root + "\"; must end in a name, which is removed together with the tree");
        }
        return NativePath.of(root);
    }

    private long run(CancellationToken token) throws IOException, InterruptedException {
        try {
            token.throwIfCancelled(); // nobody takes back what a first turn removes
            while (engine.call(turn)) continue;
            return remover.removed();
        } finally {
            remover.hurry(); // a turn may still be running, if whoever waited for it was stopped
            removing.close();
        }
    }

    private boolean remove() throws IOException {
        if (!removing.enter()) return false;
        try {
            return remover.goOn();
        } finally {
            removing.leave();
        }
    }
}
