package dev.tidemill.bench;

import dev.tidemill.bench.worker.Worker;
import dev.tidemill.bench.worker.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A contender in a JVM of its own: its code is compiled for this work only, and its CPU time, its
/// garbage and its threads are nobody else's.
///
/// @param contender a name in `Contenders`
record JvmSide(String name, String contender) implements Side {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int WARM_UP_ROUNDS = 4;

    @Override
    public Running open(Case work, Place place, CompareOptions options)
            throws SideFailedException, IOException, InterruptedException {
        Workload workload =
                work.workload().at(place.data(), place.tree(work.workload().fileBytes()));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xms512m",
                "-Xmx512m",
                "-XX:+AlwaysPreTouch",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(options.jvmArguments());
        command.addAll(List.of(
                Worker.class.getName(),
                contender,
                workload.data().toString(),
                workload.tree().toString(),
                String.valueOf(workload.direct()),
                String.valueOf(workload.depth()),
                String.valueOf(workload.fileBytes()),
                String.valueOf(workload.cached()),
                String.valueOf(workload.durable())));
        var jvm = new Jvm(command, options.round());
        try {
            jvm.open();
            int rounds = work.preparation() == Preparation.ROOM_FOR_A_COPY ? 1 : WARM_UP_ROUNDS;
            for (int i = 0; i < rounds; i++) place.withFreshDirectory(jvm::measure);
            return jvm;
        } catch (SideFailedException | IOException | InterruptedException | RuntimeException e) {
            jvm.close();
            throw e;
        }
    }

    /// The parent's end of the two pipes; `Worker` says what goes through them.
    private static final class Jvm implements Running {
        private final Process process;
        private final BufferedReader answers;
        private final PrintWriter commands;
        private final Duration round;
        private final OsThreads threads;

        Jvm(List<String> command, Duration round) throws SideFailedException, IOException, InterruptedException {
            this.round = round;
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = process.inputReader(StandardCharsets.UTF_8);
            commands = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
            expect(answer(START_LIMIT, () -> {}), "idle");
            threads = new OsThreads(process.pid());
        }

        void open() throws SideFailedException, IOException, InterruptedException {
            commands.println("open");
            expect(answer(START_LIMIT, () -> {}), "open");
        }

        @Override
        public Sample measure(Path directory) throws SideFailedException, IOException, InterruptedException {
            commands.println("run " + round.toNanos() + " " + directory);
            String[] words = answer(LIMIT, threads::look).split(" ");
            expect(words[0], "sample");
            return new Sample(
                    Double.parseDouble(words[1]),
                    Double.parseDouble(words[2]),
                    Double.parseDouble(words[3]),
                    Double.parseDouble(words[4]),
                    Double.parseDouble(words[5]),
                    threads.peak(),
                    threads.kernelPeak());
        }

        /// The next line; while it does not come, looks every now and then.
        private String answer(Duration limit, Look look) throws SideFailedException, IOException, InterruptedException {
            var line = new CompletableFuture<String>();
            Thread.startVirtualThread(() -> {
                try {
                    String text = answers.readLine();
                    line.complete(text == null ? "failed the JVM has ended" : text);
                } catch (IOException e) {
                    line.completeExceptionally(e);
                }
            });
            long lookMillis = Math.clamp(round.toMillis() / 3, 1, 250);
            for (long left = limit.toMillis(); left > 0; left -= lookMillis) {
                try {
                    String text = line.get(lookMillis, TimeUnit.MILLISECONDS);
                    if (text.startsWith("failed ")) throw new SideFailedException(text.substring("failed ".length()));
                    return text;
                } catch (TimeoutException _) {
                    look.look();
                } catch (ExecutionException e) {
                    throw new IOException("reading the answer of the JVM failed", e.getCause());
                }
            }
            throw new SideFailedException("no answer for " + limit.toSeconds() + " s");
        }

        private static void expect(String answer, String expected) throws SideFailedException {
            if (!answer.equals(expected)) throw new SideFailedException("it said: " + answer);
        }

        /// The end of its input ends it; if it hangs, by force.
        @Override
        public void close() {
            commands.close();
            try {
                if (process.waitFor(2, TimeUnit.SECONDS)) return;
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            process.destroyForcibly();
        }

        @FunctionalInterface
        private interface Look {
            void look() throws IOException;
        }
    }
}
