package dev.tidemill.bench;

import dev.tidemill.file.AsyncFiles;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Removes trees of 20,000 empty files in 200 directories. All of them are made first: files that
/// are made soon after many were removed are made slowly. The sides take turns, A B C, then C B A.
final class Removals {

    private static final int ROUNDS = 6; // the first warms up
    private static final int DIRECTORIES = 200;
    private static final int FILES = 100;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Removals() {}

    private interface Removal {
        void remove(Path root) throws Exception;
    }

    static void compare(Path folder) throws Exception {
        Map<String, Removal> sides = new LinkedHashMap<>();
        sides.put("`rm -rf`", root -> ChildProcess.run(List.of("rm", "-rf", root.toString()), LIMIT));
        sides.put("`Files.walkFileTree` that deletes", Removals::visit);
        sides.put("`AsyncFiles.deleteTree`", root -> {
            long _ = AsyncFiles.deleteTree(root).await();
        });
        List<String> names = List.copyOf(sides.keySet());
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        names.forEach(name -> millis.put(name, new ArrayList<>()));
        Path directory = Files.createTempDirectory(folder, "removals");
        List<Path> trees = new ArrayList<>();
        for (int i = 0; i < ROUNDS * names.size(); i++) trees.add(tree(directory.resolve("tree-" + i)));
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (String name : round % 2 == 0 ? names : names.reversed()) {
                Path root = trees.get(next++);
                long begin = System.nanoTime();
                sides.getOrDefault(name, _ -> {}).remove(root);
                double took = (System.nanoTime() - begin) / 1e6;
                if (Files.exists(root)) throw new AssertionError(name + " did not remove " + root);
                if (round > 0) millis.getOrDefault(name, new ArrayList<>()).add(took);
            }
        }
        Files.delete(directory);
        System.out.printf("| a tree of %,d names is removed by | ms |%n|---|---:|%n", DIRECTORIES * (FILES + 1) + 1);
        millis.forEach((name, all) -> System.out.printf(
                "| %s | %s |%n",
                name,
                Quartiles.of(all.stream().mapToDouble(Double::doubleValue).toArray())
                        .format(Numbers::significant)));
    }

    private static Path tree(Path root) throws IOException {
        for (int i = 0; i < DIRECTORIES; i++) {
            Path directory = Files.createDirectories(root.resolve("directory-" + i));
            for (int j = 0; j < FILES; j++) Files.createFile(directory.resolve("file-" + j));
        }
        return root;
    }

    private static void visit(Path root) throws IOException {
        var _ = Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
