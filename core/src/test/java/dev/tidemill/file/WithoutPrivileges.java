package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.Privileges;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.text.TextReader;
import dev.tidemill.text.TextReaderConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/// Somebody whom permissions keep out, as they do not keep out root: every operation says so, with
/// the name of what it was about.
final class WithoutPrivileges extends FaultProgram {

    private static final CancellationToken NONE = CancellationToken.none();

    public static void main(String[] arguments) throws Exception {
        check(!Privileges.openEverything(), "permissions keep this process out of nothing");
        new WithoutPrivileges().start(arguments[0]);
    }

    @Override
    void run(Path folder) throws Exception {
        closedFile(Files.writeString(folder.resolve("closed"), "content"));
        closedDirectory(Files.createDirectory(folder.resolve("closed directory")));
        Path root = Files.createDirectory(folder.resolve("root"));
        trees(root);
        readOnlyDirectory(Files.createDirectory(folder.resolve("read-only")));
        try (AsyncFile file = AsyncFile.anonymous(io, folder, NONE).await()) {
            file.linkTo(folder.resolve("linked")).await(); // by its descriptor alone only root may
            check(Files.exists(folder.resolve("linked")), "it has no name");
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private static void denied(Path path, Attempt attempt) throws Exception {
        FileSystemException e = fails(path, "EACCES", attempt);
        check(e instanceof AccessDeniedException, e.toString());
    }

    private void closedFile(Path path) throws Exception {
        permit(path, "---------");
        denied(path, () -> AsyncFile.open(io, path).await().close());
        denied(path, () -> AsyncFile.open(io, path, WRITE).await().close());
        denied(path, () -> read(path));
        denied(path, () -> write(path, new byte[1]));
        denied(path, () -> AsyncFiles.source(io, path, NONE).await().close());
        denied(path, () -> AsyncFiles.sink(io, path, NONE).await().close());
        denied(
                path,
                () -> AsyncFiles.readAllLines(io, path, StandardCharsets.UTF_8, NONE)
                        .await());
        denied(
                path,
                () -> TextReader.open(io, path, TextReaderConfig.DEFAULT, NONE)
                        .await()
                        .close());
        check(!AsyncFiles.isReadable(io, path, NONE).await(), "it is readable");
        check(!AsyncFiles.isWritable(io, path, NONE).await(), "it is writable");
        check(AsyncFiles.exists(io, path, NONE).await(), "it does not exist");
        check(AsyncFiles.size(io, path, NONE).await() == 7, "it has another size");
    }

    private void closedDirectory(Path directory) throws Exception {
        Path inside = Files.writeString(directory.resolve("inside"), "content");
        permit(directory, "---------");
        denied(inside, () -> AsyncFile.open(io, inside).await().close());
        denied(inside, () -> AsyncFiles.status(io, inside, NONE).await());
        denied(inside, () -> AsyncFiles.delete(io, inside, NONE).await());
        denied(directory, () -> AsyncFiles.watch(io, directory, NONE).await().close());
        denied(directory, () -> {
            try (var paths = AsyncFiles.list(io, directory, NONE)) {
                var _ = paths.nextEntries().await();
            }
        });
        permit(directory, "rwx------");
    }

    private void readOnlyDirectory(Path directory) throws Exception {
        Path inside = Files.writeString(directory.resolve("inside"), "content");
        Path made = directory.resolve("new");
        permit(directory, "r-x------");
        denied(made, () -> AsyncFile.open(io, made, WRITE, CREATE).await().close());
        denied(made, () -> write(made, new byte[1]));
        denied(made, () -> AsyncFiles.createDirectory(io, made, NONE).await());
        denied(inside, () -> AsyncFiles.delete(io, inside, NONE).await());
        denied(directory, () -> AsyncFile.anonymous(io, directory, NONE).await().close());
        checkContent(inside, "content".getBytes(StandardCharsets.UTF_8));
        permit(directory, "rwx------");
    }

    /// Who does not say where failures go meets them in the iterator.
    private UncheckedIOException untilItFails(Path root) throws Exception {
        try (var paths = AsyncFiles.walk(io, root, WalkSettings.DEFAULT, NONE)) {
            for (Path path : paths) check(path.startsWith(root), path.toString());
        } catch (UncheckedIOException e) {
            return e;
        }
        throw new AssertionError("the walk did not fail");
    }

    /// What may be read is found, and what may be removed is.
    private void trees(Path root) throws Exception {
        Path unreadable = Files.createDirectory(root.resolve("unreadable"));
        Path fixed = Files.createDirectory(root.resolve("fixed"));
        Path kept = Files.createFile(fixed.resolve("kept"));
        Files.createFile(root.resolve("file"));
        Files.createFile(unreadable.resolve("hidden"));
        permit(unreadable, "---------");
        permit(fixed, "r-x------");
        List<String> failures = new ArrayList<>();
        List<Path> found = new ArrayList<>();
        var settings = WalkSettings.DEFAULT.withFailed(entry -> failures.add(entry.toString()));
        try (var paths = AsyncFiles.walk(io, root, settings, NONE)) {
            for (Path path : paths) found.add(path);
        }
        check(found.size() == 2 && found.contains(kept), found.toString());
        check(failures.size() == 1 && failures.getFirst().contains(unreadable.toString()), failures.toString());
        check(untilItFails(root).getMessage().contains(unreadable.toString()), "another directory failed");
        List<String> notRemoved = new ArrayList<>();
        long removed = AsyncFiles.deleteTree(io, root, e -> notRemoved.add(e.getMessage()), NONE)
                .await();
        check(removed == 1, removed + " were removed, and not " + notRemoved);
        check(notRemoved.size() == 2, notRemoved.toString());
        permit(unreadable, "rwx------");
        permit(fixed, "rwx------");
    }
}
