package dev.tidemill.engine.uring;

import dev.tidemill.stress.ModelCheck;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An inbox is a queue: many put, one takes.
@Timeout(600)
@Param(name = "number", gen = IntGen.class, conf = "1:9")
public class InboxModelTest {

    private final Inbox inbox = new Inbox();

    @Operation
    public void put(int number) {
        inbox.put(new Numbered(number));
    }

    @Operation(nonParallelGroup = "owner")
    public int poll() {
        return inbox.poll() instanceof Numbered letter ? letter.number : 0;
    }

    @Operation(nonParallelGroup = "owner")
    public boolean isEmpty() {
        return inbox.isEmpty();
    }

    @Test
    void itIsAQueue() {
        ModelCheck.all(InboxModelTest.class, Fifo.class);
    }

    /// What that means, without threads.
    public static class Fifo {

        private final Queue<Integer> letters = new ArrayDeque<>();

        public void put(int number) {
            letters.add(number);
        }

        public int poll() {
            return letters.isEmpty() ? 0 : letters.remove();
        }

        public boolean isEmpty() {
            return letters.isEmpty();
        }
    }

    private static final class Numbered implements Inbox.Letter {

        private final int number;
        private Inbox.Letter link;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        public void deliver() {
            throw new AssertionError("nobody reads it here");
        }

        @Override
        public Inbox.Letter link() {
            return link;
        }

        @Override
        public void link(Inbox.Letter letter) {
            link = letter;
        }
    }
}
