package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Tidemill;
import dev.tidemill.task.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Several runs copy into one directory at the same time: each of them is complete, and none takes
/// away what another one writes.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class TwoRunsTest extends SystemCallsTest {

    private static final int FILES = 30;

    private void fill() throws IOException {
        for (int i = 0; i < FILES; i++) {
            Path folder =
                    Files.createDirectories(source.resolve("folder " + i % 3).resolve("deeper"));
            Files.writeString(folder.resolve("file " + i), "content " + i);
            Files.writeString(source.resolve("file " + i), "content " + i);
        }
        Files.createLink(source.resolve("second name"), source.resolve("file 0"));
    }

    private TreeCopy start(Path to, CopySettings settings, TreeCopy.Listener listener) {
        return TreeCopy.start(Tidemill.shared(), List.of(new TreeCopy.Root(source, to)), settings, listener);
    }

    /// Is asked in the middle of the first directory, when nobody sees that yet, and has `body`
    /// done.
    private static CopySettings whenBegun(Path name, CopySettings settings, Runnable body) {
        AtomicBoolean isBegun = new AtomicBoolean();
        return settings.withFilter((path, _) -> {
            if (path.equals(name) && isBegun.compareAndSet(false, true)) body.run();
            return true;
        });
    }

    /// Another run makes the directory while this one fills its own of the same name.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoFindsItsDirectoryMadeAddsToIt(boolean isDurable) throws Exception {
        fill();
        Map<String, String> expected = Entries.look(source);
        ConcurrentLinkedQueue<Path> told = new ConcurrentLinkedQueue<>();
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path from, Path to) {
                told.add(to);
            }
        };
        CopySettings settings = whenBegun(Path.of("file 0"), CopySettings.DEFAULT.withDurable(isDurable), () -> {
            try {
                Files.createDirectory(target);
                Files.createDirectory(target.resolve("folder 0"));
                Files.writeString(target.resolve("theirs"), "of somebody else");
                Files.writeString(target.resolve("file 1"), "old");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (TreeCopy copy = start(target, settings, listener)) {
            TreeCopy.Summary summary = copy.await();
            assertThat(summary.files()).isEqualTo(2 * FILES + 1);
            assertThat(summary.directories()).isEqualTo(7);
            assertThat(copy.progress().totalFiles()).isEqualTo(2 * FILES + 1);
            assertThat(copy.progress().transferredBytes())
                    .isEqualTo(copy.progress().totalBytes());
        }
        assertThat(told).hasSize(2 * FILES + 1 + 7).doesNotHaveDuplicates().allMatch(Files::exists);
        assertThat(target.resolve("theirs")).hasContent("of somebody else");
        Files.delete(target.resolve("theirs"));
        Files.setLastModifiedTime(target, Files.getLastModifiedTime(source));
        assertThat(Entries.look(target)).isEqualTo(expected);
        assertThat(Files.getAttribute(target.resolve("second name"), "unix:ino"))
                .isEqualTo(Files.getAttribute(target.resolve("file 0"), "unix:ino"));
    }

    @Test
    void aFileInThePlaceOfTheDirectoryStays() throws Exception {
        fill();
        CopySettings settings = whenBegun(Path.of("file 0"), CopySettings.DEFAULT, () -> {
            try {
                Files.writeString(target, "a file");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (TreeCopy copy = start(target, settings, new TreeCopy.Listener() {})) {
            assertThat(copy.outcome()).isInstanceOf(Outcome.Failed.class);
            assertThat(copy.failures()).hasSize(1);
        }
        assertThat(target).hasContent("a file");
    }

    /// All of them at once, again and again: complete, and nobody fails.
    @Test
    void severalRunsInOneProgramAreAllComplete() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        Entries.plant(source.resolve("tree"), random, 300);
        Map<String, String> expected = Entries.look(source.resolve("tree"));
        for (int round = 0; round < 8; round++) {
            String message = "-Dtidemill.test.seed=" + seed + " round " + round;
            Path to = directory.resolve("target " + round);
            List<TreeCopy> copies = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                CopySettings settings = CopySettings.DEFAULT.withJobs(2).withDurable(round % 4 == 3 && i < 2);
                copies.add(start(to, settings, new TreeCopy.Listener() {}));
            }
            for (TreeCopy copy : copies) {
                try (copy) {
                    assertThat(copy.outcome()).as(message).matches(TwoRunsTest::isSuccess, String.valueOf(copy));
                }
            }
            assertThat(Entries.look(to.resolve("tree"))).as(message).isEqualTo(expected);
            PartFiles.assertNone(to);
        }
    }

    /// A directory that is being made is empty and nobody's for a moment: who sweeps may remove it,
    /// and who makes it makes it again.
    @Test
    void aDirectoryThatIsBeingMadeMayBeSweptAway() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Path folder = Files.createDirectory(source.resolve("folder " + i));
            Files.writeString(folder.resolve("file"), "content " + i);
        }
        Files.createDirectory(target);
        Path nothing = Files.createDirectory(directory.resolve("nothing"));
        try (TreeCopy copy = start(target, CopySettings.DEFAULT, new TreeCopy.Listener() {})) {
            while (!copy.isDone()) {
                try (TreeCopy sweeping = TreeCopy.start(nothing, target)) {
                    assertThat(sweeping.outcome()).matches(TwoRunsTest::isSuccess);
                }
            }
            assertThat(copy.failures()).isEmpty();
            assertThat(copy.await().files()).isEqualTo(3000);
        }
    }

    /// What one run links to is replaced by another one just then: a file that has lost its last
    /// name can have no other (link(2), `ENOENT`).
    @Test
    void allNamesOfAFileAreThereWhoeverReplacesOne() throws Exception {
        for (int i = 0; i < 200; i++) {
            Path file = Files.writeString(source.resolve("file " + i), "content " + i);
            Path folder = Files.createDirectories(source.resolve("folder " + i % 3));
            for (int name = 0; name < 3; name++) Files.createLink(folder.resolve("name " + name + " of " + i), file);
        }
        Map<String, String> expected = Entries.look(source);
        for (int round = 0; round < 12; round++) {
            List<TreeCopy> copies = new ArrayList<>();
            for (int i = 0; i < 4; i++) copies.add(start(target, CopySettings.DEFAULT, new TreeCopy.Listener() {}));
            List<Outcome<TreeCopy.Summary>> outcomes = new ArrayList<>();
            for (TreeCopy copy : copies) {
                try (copy) {
                    outcomes.add(copy.outcome());
                }
            }
            assertThat(outcomes).as("round " + round).allMatch(TwoRunsTest::isSuccess);
            assertThat(Entries.look(target)).as("round " + round).isEqualTo(expected);
        }
    }

    private static boolean isSuccess(Object outcome) {
        return outcome instanceof Outcome.Succeeded<?>;
    }

    /// A run that lives is at work in the directory: what it has written there has no name yet.
    @Test
    void whatALivingRunWritesIsNotSweptAway() throws Exception {
        fill();
        Files.createDirectory(target);
        Path part = target.resolve(".tidemill-abcdefgh.part");
        CopySettings settings = whenBegun(Path.of("file 0"), CopySettings.DEFAULT, () -> {
            try {
                Files.writeString(part, "of the living run"); // as if it were at this
                Path other = Files.writeString(directory.resolve("other"), "other");
                try (Copy copy = Copy.start(other, target.resolve("other"))) {
                    var _ = copy.await();
                }
                try (TreeCopy copy = TreeCopy.start(other, target.resolve("another"))) {
                    var _ = copy.await();
                }
                assertThat(part).hasContent("of the living run");
                Files.delete(part);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        try (TreeCopy copy = start(target, settings, new TreeCopy.Listener() {})) {
            assertThat(copy.await().files()).isEqualTo(2 * FILES + 1);
        }
        Files.writeString(part, "of a killed run");
        try (TreeCopy copy = start(target, CopySettings.DEFAULT, new TreeCopy.Listener() {})) {
            assertThat(copy.await().files()).isEqualTo(2 * FILES + 1);
        }
        assertThat(part).doesNotExist();
    }
}
