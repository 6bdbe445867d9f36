package dev.tidemill.examples;

import dev.tidemill.task.EventAwaiter;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/// The next garbage collections of this program: a source of events whose listener is taken back in
/// a way of its own, and of which only the newest matter.
final class AwaitedCollections {

    private static final int KEPT = 10;

    private AwaitedCollections() {}

    public static void main(String[] arguments) {
        try (var collections = collections()) {
            System.gc();
            for (Notification collection : collections) { // until somebody closes it
                System.out.println(collection.getSequenceNumber() + ": " + collection.getMessage());
                break;
            }
        }
    }

    /// A notification of each collection of each collector.
    static EventAwaiter<Notification> collections() {
        return EventAwaiter.of(KEPT, EventAwaiter.Overflow.DROP_OLDEST, raise -> {
            NotificationListener listener = (notification, _) -> raise.accept(notification);
            List<NotificationEmitter> emitters = new ArrayList<>();
            for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
                if (collector instanceof NotificationEmitter emitter) {
                    emitter.addNotificationListener(listener, null, null);
                    emitters.add(emitter);
                }
            }
            return () -> removeFromAll(emitters, listener);
        });
    }

    private static void removeFromAll(List<NotificationEmitter> emitters, NotificationListener listener)
            throws JMException {
        for (NotificationEmitter emitter : emitters) {
            emitter.removeNotificationListener(listener);
        }
    }
}
