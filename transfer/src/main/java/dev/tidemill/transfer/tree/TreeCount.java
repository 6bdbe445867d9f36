package dev.tidemill.transfer.tree;

import dev.tidemill.transfer.entry.PartName;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Counts ahead of the copier, so that it can say how much there is to do. What cannot be read
/// counts for nothing; the copier will complain.
public final class TreeCount implements FileVisitor<Path> {

    private final TreeTally.Count count;
    private final BooleanSupplier isWanted;

    private TreeCount(TreeTally.Count count, BooleanSupplier isWanted) {
        this.count = count;
        this.isWanted = isWanted;
    }

    /// @param isWanted false if nobody needs to know any more
    public static void start(List<Path> sources, TreeTally.Count count, BooleanSupplier isWanted) {
        Thread.ofPlatform().name("tidemill-count").daemon().start(() -> {
            try {
                for (Path source : sources) Files.walkFileTree(source, new TreeCount(count, isWanted));
                count.isComplete = isWanted.getAsBoolean();
            } catch (IOException e) {
                throw new AssertionError("a count ignores what it cannot read", e);
            }
        });
    }

    private FileVisitResult further() {
        return isWanted.getAsBoolean() ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        return further();
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (!PartName.matches(file)) {
            count.files.increment();
            if (attributes.isRegularFile()) count.bytes.add(attributes.size());
        }
        return further();
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
        return further();
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException e) {
        return further();
    }
}
