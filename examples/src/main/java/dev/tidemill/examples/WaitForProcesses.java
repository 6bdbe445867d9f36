package dev.tidemill.examples;

import dev.tidemill.blocking.BlockingCalls;
import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.process.Processes;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Other processes, their streams, and time.
final class WaitForProcesses {

    private WaitForProcesses() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println(
                "upper case: " + filtered("hello\n", "tr", "a-z", "A-Z").strip());
        System.out.println("exit values: " + exitValues(List.of("exit 0", "exit 1", "exit 2")));
        Process sleeping = new ProcessBuilder("sleep", "1000").start();
        System.out.println("ended in time: " + endsWithin(sleeping, Duration.ofMillis(100)));
        System.out.println("address: " + address("127.0.0.1").getHostAddress());
        Tasks.delay(Duration.ofMillis(1)).await();
    }

    /// What a program makes of a text. Its input and its output are used at the same time: it may
    /// not read on before somebody has read what it wrote.
    static String filtered(String text, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).start();
        try (var output = BlockingInput.of(process.getInputStream());
                var input = BlockingOutput.of(process.getOutputStream())) {
            Task<byte[]> result = output.readAllBytes();
            input.write(text.getBytes(StandardCharsets.UTF_8)).await();
            input.closing().await(); // the end of its input
            int status = Processes.exitValue(process).await();
            if (status != 0) throw new IOException(command[0] + " ended with status " + status);
            return new String(result.await(), StandardCharsets.UTF_8);
        }
    }

    /// Many processes at once, and no thread of ours for any of them.
    static List<Integer> exitValues(List<String> scripts) throws IOException, InterruptedException {
        List<Task<Integer>> exits = new ArrayList<>();
        for (String script : scripts) {
            exits.add(Processes.exitValue(new ProcessBuilder("sh", "-c", script).start()));
        }
        return Tasks.whenAll(exits).await();
    }

    /// The end of the waiting is not the end of the process.
    static boolean endsWithin(Process process, Duration limit) throws IOException, InterruptedException {
        try {
            Processes.exitValue(process).cancelAfter(limit).await();
            return true;
        } catch (DeadlineExceededException e) {
            process.destroy(); // that is for us to decide
            return false;
        }
    }

    /// The JDK asks the name service by a call that holds its thread.
    static InetAddress address(String host) throws IOException, InterruptedException {
        return BlockingCalls.call(() -> InetAddress.getByName(host)).await();
    }
}
