package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/// The same thing to do with each of many names; it gives what came of each, in their order.
///
/// Threads make the calls side by side, in no order. Stopping it ends it at once, with what has
/// happened by then.
///
/// @param action of each: "status"
/// @param paths of the default file system, at least one
/// @param each what to do with one of them; called where the call is made
public record ManyNames<T>(String action, List<Path> paths, Function<NativePath, NameOperation<T>> each)
        implements Operation<List<Outcome<T>>> {

    public ManyNames {
        if (paths.isEmpty()) throw new IllegalArgumentException("there are no names");
    }

    @Override
    public String subject() {
        int others = paths.size() - 1;
        return paths.getFirst() + (others == 0 ? "" : " and " + others + " more");
    }

    @Override
    public @Nullable String pathName() {
        return null; // there are many
    }

    @Override
    public String kind() {
        return action;
    }

    /// What is to be done with one of them, for messages: it has no bytes, because asking for those
    /// may wait.
    NameOperation<T> named(int number) {
        return each.apply(new NativePath(paths.get(number), new byte[0]));
    }
}
