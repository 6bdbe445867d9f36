package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;

/// The operations that the kernel knows, by the number it gives back with each completion.
///
/// A slot is used again when its operation has had its last word, so a number alone would be
/// ambiguous: a cancel request that arrives late must not hit the slot's next operation. Each use
/// of a slot has its generation, and `user_data` is
///
/// ```
///   63            32 31             8 7     0
///   |     slot      |   generation   | kind |
/// ```
///
/// Of the owner alone.
final class SlotTable {

    /// The kinds of `user_data`: a completion of an operation, of a request to cancel one, the
    /// owner's alarm, or nothing.
    static final int OPERATION = 1;

    static final int CANCEL = 2;
    static final int WAKE = 3;
    static final int NOTHING = 4;

    private static final int GENERATIONS = 0xFF_FFFF;

    private final @Nullable InFlight<?>[] operations;
    private final int[] generations;
    private final int[] free;
    private int freeCount;

    SlotTable(int capacity) {
        operations = new InFlight<?>[capacity];
        generations = new int[capacity];
        free = new int[capacity];
        for (int slot = capacity - 1; slot >= 0; slot--) free[freeCount++] = slot;
    }

    boolean isFull() {
        return freeCount == 0;
    }

    int used() {
        return free.length - freeCount;
    }

    /// Gives `operation` a slot; until [#leave] completions find it.
    void enter(InFlight<?> operation) {
        int slot = free[--freeCount];
        generations[slot] = (generations[slot] + 1) & GENERATIONS;
        operations[slot] = operation;
        operation.slot = slot;
    }

    /// The last word on `operation` was said.
    void leave(InFlight<?> operation) {
        int slot = operation.slot;
        operations[slot] = null;
        operation.slot = InFlight.RETIRED;
        free[freeCount++] = slot;
    }

    long userData(InFlight<?> operation, int kind) {
        return (long) operation.slot << 32 | (long) generations[operation.slot] << 8 | kind;
    }

    /// The operation that a completion is about, or null if that one has left already.
    @Nullable
    InFlight<?> find(long userData) {
        int slot = (int) (userData >>> 32);
        int generation = (int) (userData >>> 8) & GENERATIONS;
        return slot < operations.length && generations[slot] == generation ? operations[slot] : null;
    }

    void forEach(java.util.function.Consumer<InFlight<?>> action) {
        for (InFlight<?> operation : operations) if (operation != null) action.accept(operation);
    }
}
