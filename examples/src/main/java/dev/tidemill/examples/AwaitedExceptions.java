package dev.tidemill.examples;

import dev.tidemill.task.EventAwaiter;
import dev.tidemill.task.Task;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/// Every exception of the program, whoever throws and whoever catches it, as an awaited event. They
/// come from the flight recorder of the JVM, about a second later.
final class AwaitedExceptions {

    private AwaitedExceptions() {}

    public static void main(String[] arguments) throws Exception {
        showWhile(() -> System.out.println("sum: " + sumOf("1", "two", "3", "four")));
    }

    /// Says nothing about what is wrong, as programs do.
    private static int sumOf(String... numbers) {
        int sum = 0;
        for (String number : numbers) {
            try {
                sum += Integer.parseInt(number);
            } catch (NumberFormatException e) {
                // left out
            }
        }
        return sum;
    }

    /// Runs the program, and shows every exception that is thrown meanwhile.
    static void showWhile(Task.Body program) throws Exception {
        Task<Void> showing;
        try (var recording = new RecordingStream()) {
            recording.enable("jdk.JavaExceptionThrow");
            recording.enable("jdk.JavaErrorThrow");
            recording.setReuse(false); // events are kept until they are taken
            try (var thrown = EventAwaiter.<RecordedEvent, Consumer<RecordedEvent>>of(
                    raise -> raise, recording::onEvent, recording::remove)) {
                showing = Task.run(() -> {
                    for (RecordedEvent event : thrown) show(event); // until it is closed, and all are shown
                });
                recording.startAsync();
                program.run();
                recording.stop(); // all that were thrown so far are raised when this returns
            }
        }
        showing.await();
    }

    private static void show(RecordedEvent event) {
        System.out.println(event.getThread().getJavaName() + " threw "
                + event.getClass("thrownClass").getName() + ": " + event.getString("message"));
    }
}
