package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/// Calls of the JDK on a name, made by a thread that may wait, in the lane of the mount.
///
/// Speed does not matter for them, and what they mean in every corner is the JDK's business.
final class NameCall {

    private NameCall() {}

    /// @param action for messages: "copy to b.txt"
    static <T> Task<T> start(Tidemill io, Path path, String action, CancellationToken token, Callable<T> call) {
        return io.engine().submit(new Operation.Blocking<>(NativePath.of(path), action, call), token);
    }
}
