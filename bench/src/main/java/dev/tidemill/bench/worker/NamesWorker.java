package dev.tidemill.bench.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// One side of one work: some rounds to get warm, then some that count. Prints a line for each:
/// nanoseconds, those of the processors, threads beyond those of an idle JVM, and how many of them
/// are the kernel's.
public final class NamesWorker {

    private static final List<String> OF_THE_JVM = List.of("C1 ", "C2 ", "GC ", "G1 ", "VM ");
    private static final Path TASKS = Path.of("/proc/self/task");

    private NamesWorker() {}

    /// @param arguments work, side, files, warm rounds, a directory for what they need, and the
    ///     directory of each round, prepared
    public static void main(String[] arguments) throws Exception {
        NameWork work = NameWork.valueOf(arguments[0]);
        NameSide side = NameSide.valueOf(arguments[1]);
        int files = Integer.parseInt(arguments[2]);
        int warm = Integer.parseInt(arguments[3]);
        long idle = threads("");
        Path scratch = Path.of(arguments[4]);
        List<Path> trees =
                Arrays.stream(arguments, 5, arguments.length).map(Path::of).toList();
        for (int round = 0; round < warm; round++) {
            Path tree = work.usesFilesUp() ? scratch.resolve(side + "-" + round) : trees.getFirst();
            if (work.usesFilesUp()) work.prepare(tree, files);
            side.run(work, NameWork.paths(tree, files));
        }
        for (Path tree : trees) {
            List<Path> paths = NameWork.paths(tree, files);
            work.beforeEachRound(paths);
            long cpu = ProcessClock.nanos();
            long begin = System.nanoTime();
            side.run(work, paths);
            long nanos = System.nanoTime() - begin;
            cpu = ProcessClock.nanos() - cpu;
            System.out.printf("%d %d %d %d%n", nanos, cpu, threads("") - idle, threads("iou-"));
        }
        System.exit(0);
    }

    private static long threads(String prefix) throws IOException {
        long count = 0;
        try (var tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                String name = nameOf(task);
                if (name.startsWith(prefix) && OF_THE_JVM.stream().noneMatch(name::startsWith)) count++;
            }
        }
        return count;
    }

    private static String nameOf(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (IOException e) {
            return "it has ended";
        }
    }
}
