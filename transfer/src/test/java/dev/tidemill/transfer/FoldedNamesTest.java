package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.Tidemill;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The target does not tell upper from lower case, the source does: what one entry of a run has
/// become no other one takes away, and each that is not there is told of.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class FoldedNamesTest {

    private static final int PAIRS = 550; // more than are read at once

    @TempDir
    private Path directory;

    private Path source;
    private Path target;
    private MountedMemory memory;

    @BeforeEach
    void mount() throws Exception {
        source = Files.createDirectory(directory.resolve("source"));
        memory = MountedMemory.at(directory.resolve("mount"), true);
        target = memory.path().resolve("target");
    }

    @AfterEach
    void unmount() throws Exception {
        if (memory == null) return;
        try {
            PartFiles.assertNone(memory.path());
        } finally {
            memory.unmount();
        }
    }

    private void pair(String name, int bytes) throws IOException {
        Files.write(source.resolve(name + "x"), new byte[bytes]);
        Files.write(source.resolve(name + "X"), new byte[bytes + 1]);
    }

    private Set<Path> sources() throws IOException {
        Set<Path> all = new HashSet<>();
        try (Stream<Path> paths = Files.walk(source)) {
            paths.filter(path -> !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .forEach(all::add);
        }
        return all;
    }

    /// What is told to be copied is what is there; what is not is told to have failed.
    private void copyAndLook(CopySettings settings, int clashes) throws Exception {
        Map<Path, Path> copied = new ConcurrentHashMap<>();
        Set<Path> failed = ConcurrentHashMap.newKeySet();
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path from, Path to) {
                if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) copied.put(from, to);
            }

            @Override
            public void failed(FailedEntry entry) {
                failed.add(entry.source());
                assertThat(entry.toException()).hasMessageContaining("names are not told apart here");
            }
        };
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(Tidemill.shared(), roots, settings, listener)) {
            var _ = copy.outcome();
            assertThat(copy.failures()).hasSize(clashes);
            assertThat(copy.progress().failedFiles()).isEqualTo(clashes);
        }
        Set<Path> told = new HashSet<>(copied.keySet());
        told.addAll(failed);
        assertThat(told).isEqualTo(sources());
        assertThat(failed).hasSize(clashes).doesNotContainAnyElementsOf(copied.keySet());
        Map<Path, Path> by = new HashMap<>();
        for (Map.Entry<Path, Path> each : copied.entrySet()) {
            Path from = each.getKey();
            Path to = each.getValue();
            assertThat(by.put(Path.of(to.toString().toLowerCase(java.util.Locale.ROOT)), from))
                    .isNull();
            if (Files.isSymbolicLink(from)) {
                assertThat(Files.readSymbolicLink(to)).isEqualTo(Files.readSymbolicLink(from));
            } else {
                assertThat(Files.size(to)).as(to.toString()).isEqualTo(Files.size(from));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 4", "true, 2"})
    void nothingIsLostInSilenceWhetherTheTargetIsNewOrNot(boolean isDurable, int jobs) throws Exception {
        for (int i = 0; i < PAIRS; i++) pair("file " + i, i);
        pair("large", 2 << 20);
        pair("larger", 3 << 20);
        Files.createSymbolicLink(source.resolve("link"), Path.of("one"));
        Files.createSymbolicLink(source.resolve("LINK"), Path.of("another"));
        Files.writeString(source.resolve("first"), "several names");
        Files.createLink(source.resolve("second"), source.resolve("first"));
        Files.writeString(source.resolve("SECOND"), "another one");
        int clashes = PAIRS + 4;
        CopySettings settings = CopySettings.DEFAULT.withJobs(jobs).withDurable(isDurable);
        copyAndLook(settings, clashes);
        copyAndLook(settings, clashes);
        copyAndLook(settings.withBackupSuffix("~"), clashes);
    }

    @Test
    void twoDirectoriesDoNotBecomeOne() throws Exception {
        for (String name : List.of("folder", "FOLDER")) {
            Path folder = Files.createDirectory(source.resolve(name));
            Files.writeString(folder.resolve("file"), "in " + name);
            Files.writeString(folder.resolve("only in " + name), "x");
        }
        for (int i = 0; i < 2; i++) {
            try (TreeCopy copy = TreeCopy.start(source, target)) {
                var _ = copy.outcome();
                assertThat(copy.failures()).hasSize(1);
                Path failed = copy.failures().getFirst().source();
                assertThat(failed.getParent()).isEqualTo(source);
                String there = failed.endsWith("folder") ? "FOLDER" : "folder";
                assertThat(target.resolve("folder/file")).hasContent("in " + there);
            }
        }
    }

    /// What is there from before is what it replaces, also if it is spelled otherwise.
    @Test
    void aNameThatIsSpelledOtherwiseIsReplaced() throws Exception {
        Files.writeString(source.resolve("Name"), "new");
        Files.createDirectory(target);
        Files.writeString(target.resolve("nAME"), "old");
        try (TreeCopy copy = TreeCopy.start(source, target)) {
            assertThat(copy.await().files()).isEqualTo(1);
        }
        assertThat(target.resolve("name")).hasContent("new");
    }
}
