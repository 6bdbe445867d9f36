package dev.tidemill.examples;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.UnobservedFailure;
import dev.tidemill.task.UnobservedFailures;
import java.nio.file.Path;

/// Tasks that nobody waits for, and what becomes of their failures.
public final class ForgottenTasks {

    private ForgottenTasks() {}

    static void noteVisit(Path visits, String who) {
        AsyncFiles.writeString(visits, who + "\n", CREATE, APPEND).forget();
    }

    static void noteVisitIfPossible(Path visits, String who) {
        AsyncFiles.writeString(visits, who + "\n", CREATE, APPEND)
                .exceptionally(_ -> null) // looks, and does not mind
                .forget();
    }

    public static void main(String[] arguments) throws Exception {
        Path visits = Path.of(arguments[0]);
        var first = new TaskSource<UnobservedFailure>();
        try (var _ = UnobservedFailures.onUnobserved(first::succeed)) {
            noteVisitIfPossible(visits, "Ann");
            noteVisit(visits, "Bob");
            System.out.println(first.task().await());
        }
    }
}
