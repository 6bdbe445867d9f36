package dev.tidemill.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// Looks into the state of a pending task.
final class Chains {

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.privateLookupIn(Task.class, MethodHandles.lookup())
                    .findVarHandle(Task.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Chains() {}

    /// How many are to be told when the task is done, those that gave up but were not unlinked
    /// included.
    static int length(Task<?> task) {
        int length = 0;
        for (Node node = STATE.getVolatile(task) instanceof Node newest ? newest : null;
                node != null;
                node = node.next) {
            length++;
        }
        return length;
    }
}
