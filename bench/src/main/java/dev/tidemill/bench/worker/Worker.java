package dev.tidemill.bench.worker;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The program of a JVM that measures one contender whenever it is told to.
///
/// It speaks in lines. It says `idle` when it has done nothing yet, so that its threads can be
/// counted; `open` opens the contender, and `run NANOS DIRECTORY` measures it once. Both are
/// answered by `open`, `sample ...` or `failed REASON`. At the end of its input it ends: it
/// cannot outlive its parent.
public final class Worker {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ExecutorService caller;
    private final String name;
    private final Workload workload;
    private final PrintStream answers;

    private Worker(ExecutorService caller, String name, Workload workload, PrintStream answers) {
        this.caller = caller;
        this.name = name;
        this.workload = workload;
        this.answers = answers;
    }

    /// @param args the contender's name, then the parts of the workload in the order of the record
    public static void main(String[] args) throws Exception {
        PrintStream answers = System.out;
        System.setOut(System.err); // what a library prints must not be taken for an answer
        var workload = new Workload(
                Path.of(args[1]),
                Path.of(args[2]),
                Boolean.parseBoolean(args[3]),
                Integer.parseInt(args[4]),
                Integer.parseInt(args[5]),
                Boolean.parseBoolean(args[6]),
                Boolean.parseBoolean(args[7]));
        var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var caller = Executors.newSingleThreadExecutor(work -> new Thread(work, "caller"))) {
            caller.submit(ProcessClock::nanos).get(); // the calling thread is no thread of the contender
            new Worker(caller, args[0], workload, answers).serve(commands);
        }
        System.exit(0); // whatever threads a contender leaves behind
    }

    private void serve(BufferedReader commands) throws Exception {
        answers.println("idle");
        if (commands.readLine() == null) return;
        Contender contender;
        try {
            contender = caller.submit(() -> Contenders.open(name, workload)).get();
        } catch (ExecutionException e) {
            fail(e);
            return;
        }
        try (contender) {
            answers.println("open");
            for (String command; (command = commands.readLine()) != null; ) {
                String[] words = command.split(" ", 3);
                measure(contender, Long.parseLong(words[1]), Path.of(words[2]));
            }
        }
    }

    /// Collects garbage first: a round pays for its own only.
    private void measure(Contender contender, long nanos, Path directory) throws InterruptedException {
        System.gc();
        var round = new Round(directory);
        Future<String> running = caller.submit(() -> sample(contender, round));
        try {
            try {
                running.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                round.end();
            }
            answers.println(running.get());
        } catch (ExecutionException e) {
            fail(e);
        }
    }

    private static String sample(Contender contender, Round round) throws Exception {
        long allocated = THREADS.getTotalThreadAllocatedBytes();
        long cpu = ProcessClock.nanos();
        long begin = System.nanoTime();
        long operations = contender.run(round);
        long elapsed = System.nanoTime() - begin;
        cpu = ProcessClock.nanos() - cpu;
        allocated = THREADS.getTotalThreadAllocatedBytes() - allocated;
        return "sample %d %d %d %d %d".formatted(operations, elapsed, cpu, allocated, contender.retainedBytes());
    }

    private void fail(ExecutionException e) {
        Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
        cause.printStackTrace();
        answers.println("failed " + cause.toString().replace('\n', ' '));
    }
}
