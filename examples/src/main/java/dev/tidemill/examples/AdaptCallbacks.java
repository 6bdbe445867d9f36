package dev.tidemill.examples;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.beans.PropertyChangeEvent;
import java.beans.PropertyChangeListener;
import java.beans.PropertyChangeSupport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Callbacks and listeners of others become tasks, and a task tells a callback of others.
final class AdaptCallbacks {

    private AdaptCallbacks() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("answered: " + answer("How far?").await());

        var model = new PropertyChangeSupport(new Object());
        Task<PropertyChangeEvent> change = nextChange(model);
        model.firePropertyChange("size", 1, 2);
        System.out.println("now it is " + change.await().getNewValue());

        try (ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor()) {
            Task<String> reminder = new Reminder(scheduler, "time to go");
            reminder.cancel();
            System.out.println(reminder);
        }
    }

    /// One callback for the answer, another one for the failure.
    static Task<String> answer(String question) {
        return Tasks.fromCallbacks((success, failure) -> ask(question, success, failure));
    }

    private static void ask(String question, Consumer<String> onAnswer, Consumer<Throwable> onFailure) {
        Thread.ofVirtual().start(() -> {
            if (question.isEmpty()) onFailure.accept(new IOException("no question"));
            else onAnswer.accept("I cannot say \"" + question + "\"");
        });
    }

    /// A listener that is there for one event. It is gone when the task is done, or cancelled.
    static Task<PropertyChangeEvent> nextChange(PropertyChangeSupport model) {
        return Tasks.<PropertyChangeEvent, PropertyChangeListener>fromListener(
                first -> first::accept, model::addPropertyChangeListener, model::removePropertyChangeListener);
    }

    /// Code of others that brings a [CompletionHandler] can be told by a task.
    static <A> void read(AsyncFile file, byte[] target, A attachment, CompletionHandler<Integer, A> handler) {
        Tasks.toHandler(file.read(ByteBuffer.wrap(target), 0), attachment, handler);
    }

    /// Work that can be stopped is a task of its own.
    private static final class Reminder extends Task<String> {

        private final Future<?> scheduled;

        Reminder(ScheduledExecutorService scheduler, String text) {
            scheduled = scheduler.schedule(() -> succeed(text), 1, TimeUnit.HOURS);
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            if (scheduled.cancel(false)) {
                cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED));
            }
        }

        @Override
        protected String describe() {
            return "reminder";
        }
    }
}
