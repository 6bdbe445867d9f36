package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Outcome;
import java.nio.file.Path;
import java.util.List;

/// The same thing to do with each of many names; it gives what came of each, in their order.
///
/// Threads make the calls side by side, in no order. Stopping it ends it at once, with what has
/// happened by then.
///
/// @param action of each: "status"
/// @param paths of the default file system, at least one
/// @param each what to do with one of them
public record ManyNames<T>(String action, List<Path> paths, Each<T> each) implements Operation<List<Outcome<T>>> {

    /// What to do with one of many names. Called where the calls are made, by several threads.
    @FunctionalInterface
    public interface Each<T> {

        /// @param number of the name, from 0 on
        OnName<T> of(int number, NativePath path);
    }

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
    OnName<T> named(int number) {
        return each.of(number, new NativePath(paths.get(number), new byte[0]));
    }
}
