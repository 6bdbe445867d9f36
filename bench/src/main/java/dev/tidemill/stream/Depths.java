package dev.tidemill.stream;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;

/// Transfers with other numbers of pieces, and other pieces, than those that were chosen by it. In
/// this package, because that is nobody else's business.
public final class Depths {

    private Depths() {}

    /// @param pieces as [Transferring] has them
    @CheckReturnValue
    public static Task<Long> transfer(ByteSource source, ByteSink sink, int pieces, int pieceBytes) {
        return Transferring.start(source, sink, pieces, pieceBytes, CancellationToken.none(), _ -> {});
    }
}
