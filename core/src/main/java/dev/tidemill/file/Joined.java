package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

/// Transfers of a batch that are next to each other in a file, so that one call can make them all.
///
/// @param parts in the order of their positions; none overlaps another
record Joined<P extends BatchPart<?>>(List<P> parts) {

    /// No longer than what a ring submits at once: more would be several calls all the same.
    private static final long MOST_BYTES = 256 * 1024;

    /// With as many gaps this is what one call takes.
    private static final int MOST_PARTS = 512;

    /// @param gap the most bytes that may be between two of them
    /// @return all of `parts`; what cannot be joined is alone
    static <P extends BatchPart<?>> List<Joined<P>> of(List<P> parts, long gap) {
        Map<AsyncFile, List<P>> files = new LinkedHashMap<>();
        for (P part : parts) {
            files.computeIfAbsent(part.file(), _ -> new ArrayList<>()).add(part);
        }
        List<Joined<P>> all = new ArrayList<>();
        files.forEach((file, ofFile) -> {
            if (file.canJoin()) ofFile.sort(Comparator.comparingLong(BatchPart::position));
            Joined<P> last = null;
            for (P part : ofFile) {
                if (last == null || !last.takes(part, gap)) all.add(last = new Joined<>(new ArrayList<>()));
                last.parts.add(part);
            }
        });
        return all;
    }

    private boolean takes(P part, long gap) {
        P last = parts.getLast();
        return part.file().canJoin()
                && part.position() >= last.end()
                && part.position() - last.end() <= gap
                && part.end() - position() <= MOST_BYTES
                && parts.size() < MOST_PARTS;
    }

    AsyncFile file() {
        return parts.getFirst().file();
    }

    long position() {
        return parts.getFirst().position();
    }

    boolean isAlone() {
        return parts.size() == 1;
    }

    /// How much of what was joined is done. If it failed that is nothing: each of its transfers
    /// finds out for itself what is wrong. If it was stopped, they are, too.
    static Task<Long> done(Task<Long> all) {
        return all.exceptionallyComposeAsync(
                failure -> failure instanceof CancellationException || failure instanceof ClosedChannelException
                        ? Task.failed(failure)
                        : Task.completed(0L),
                Tasks.inline());
    }

    /// The memory of all, and of what is between them.
    ///
    /// @param between as long as the longest gap; what is read to there nobody wants. Null if there
    ///     are no gaps
    List<MemorySegment> memory(@Nullable MemorySegment between) {
        List<MemorySegment> pieces = new ArrayList<>();
        long end = position();
        for (P part : parts) {
            if (part.position() > end && between != null) pieces.add(between.asSlice(0, part.position() - end));
            pieces.add(part.memory());
            end = part.end();
        }
        return pieces;
    }
}
