package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;
import java.lang.StackWalker.StackFrame;
import java.util.Set;
import java.util.function.Predicate;

/// Finds the line of the program that begins a task.
final class Caller {

    private static final StackWalker WALKER = StackWalker.getInstance();

    /// Deeper is not looked.
    private static final int FRAMES = 200;

    /// Ours, and not a program of ours such as an example.
    static final Set<String> OURS = Set.of(
            "dev.tidemill",
            "dev.tidemill.annotation",
            "dev.tidemill.blocking",
            "dev.tidemill.directory",
            "dev.tidemill.engine",
            "dev.tidemill.engine.portable",
            "dev.tidemill.engine.uring",
            "dev.tidemill.file",
            "dev.tidemill.flow",
            "dev.tidemill.javafx",
            "dev.tidemill.linux",
            "dev.tidemill.micrometer",
            "dev.tidemill.nio",
            "dev.tidemill.pending",
            "dev.tidemill.process",
            "dev.tidemill.stream",
            "dev.tidemill.swing",
            "dev.tidemill.task",
            "dev.tidemill.text",
            "dev.tidemill.timer",
            "dev.tidemill.trace",
            "dev.tidemill.transfer",
            "dev.tidemill.transfer.block",
            "dev.tidemill.transfer.course",
            "dev.tidemill.transfer.entry",
            "dev.tidemill.transfer.file",
            "dev.tidemill.transfer.manifest",
            "dev.tidemill.transfer.names",
            "dev.tidemill.transfer.pattern",
            "dev.tidemill.transfer.tree",
            "dev.tidemill.transfer.verify");

    private Caller() {}

    /// The innermost frame that is neither ours nor the JDK's; null if there is none, as on a
    /// thread that works by itself.
    static @Nullable StackFrame find() {
        return WALKER.walk(frames -> frames.limit(FRAMES)
                .filter(Predicate.not(Caller::isToBeSkipped))
                .findFirst()
                .orElse(null));
    }

    private static boolean isToBeSkipped(StackFrame frame) {
        String name = frame.getClassName();
        if (name.startsWith("dev.tidemill.")) return OURS.contains(name.substring(0, name.lastIndexOf('.')));
        return name.startsWith("java.") || name.startsWith("jdk.") || name.startsWith("sun.");
    }
}
