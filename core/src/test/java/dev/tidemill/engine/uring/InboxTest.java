package dev.tidemill.engine.uring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InboxTest {

    private static final int PUTTERS = 100; // more than there are carriers
    private static final int EACH = 2_000;

    private final Inbox inbox = new Inbox();
    private final List<Integer> delivered = new ArrayList<>();

    private Request letter(int number) {
        return new Request(() -> delivered.add(number));
    }

    private boolean deliverNext() {
        Inbox.Letter letter = inbox.poll();
        if (letter == null) return false;
        letter.deliver();
        return true;
    }

    @Test
    void lettersComeInTheOrderInWhichTheyWerePut() {
        assertTrue(inbox.isEmpty());
        assertNull(inbox.poll());
        inbox.put(letter(1));
        inbox.put(letter(2));
        assertTrue(deliverNext());
        inbox.put(letter(3)); // while one that was taken is waiting
        assertFalse(inbox.isEmpty());
        while (deliverNext()) assertTrue(delivered.size() <= 3);
        assertEquals(List.of(1, 2, 3), delivered);
        assertTrue(inbox.isEmpty());
    }

    @Test
    void whoPutsWaitsForNobodyHoweverManyThereAre() throws Exception {
        List<Thread> putters = startPutters(new AtomicInteger());
        for (Thread putter : putters) putter.join(); // and nobody takes anything
        while (deliverNext()) assertTrue(delivered.size() <= PUTTERS * EACH);
        assertAllInOrder();
    }

    @Test
    void nothingIsLostBetweenManyWhoPutAndOneWhoTakes() throws Exception {
        var atWork = new AtomicInteger(PUTTERS);
        List<Thread> putters = startPutters(atWork);
        while (atWork.get() > 0 || !inbox.isEmpty()) {
            if (!deliverNext()) Thread.onSpinWait();
        }
        for (Thread putter : putters) putter.join();
        assertAllInOrder();
    }

    private List<Thread> startPutters(AtomicInteger atWork) {
        List<Thread> putters = new ArrayList<>();
        for (int i = 0; i < PUTTERS; i++) {
            int first = i * EACH;
            putters.add(Thread.ofVirtual().start(() -> {
                for (int number = first; number < first + EACH; number++) {
                    inbox.put(letter(number));
                    if (number % 16 == 0) Thread.yield();
                }
                atWork.getAndDecrement();
            }));
        }
        return putters;
    }

    private void assertAllInOrder() {
        assertEquals(PUTTERS * EACH, delivered.size());
        int[] next = new int[PUTTERS];
        for (int number : delivered) assertEquals(next[number / EACH]++, number % EACH, "of one thread");
    }
}
