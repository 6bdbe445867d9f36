package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.transfer.TreeCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What cp(1) does with the same names.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CopyPlanTest {

    @TempDir
    private Path directory;

    @BeforeEach
    void makeFiles() throws IOException {
        Files.writeString(directory.resolve("file"), "content");
        Files.createDirectories(directory.resolve("tree/sub"));
        Files.createDirectory(directory.resolve("there"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("tree"));
    }

    private TreeCopy.Root root(String source, String target) {
        return new TreeCopy.Root(directory.resolve(source), directory.resolve(target));
    }

    private List<TreeCopy.Root> plan(String... names) {
        return plan(CopyPlan.TargetUse.AS_IT_IS, names);
    }

    private List<TreeCopy.Root> plan(CopyPlan.TargetUse use, String... names) {
        List<CopyPlan.Name> all = Stream.of(names)
                .map(name -> CopyPlan.Name.of(directory + "/" + name))
                .toList();
        return CopyPlan.of(all.subList(0, all.size() - 1), all.getLast(), use, new Names(StandardCharsets.UTF_8));
    }

    @Test
    void aNameThatIsFreeIsTheNameOfTheCopy() {
        assertThat(plan("file", "new")).containsExactly(root("file", "new"));
        assertThat(plan("tree", "new")).containsExactly(root("tree", "new"));
        assertThat(plan("tree/", "new/")).containsExactly(root("tree", "new"));
        assertThat(plan("file", "file")).containsExactly(root("file", "file"));
    }

    @Test
    void aDirectoryTakesTheCopiesIntoIt() {
        assertThat(plan("file", "there")).containsExactly(root("file", "there/file"));
        assertThat(plan("file", "there/")).containsExactly(root("file", "there/file"));
        assertThat(plan("file", "tree", "there"))
                .containsExactly(root("file", "there/file"), root("tree", "there/tree"));
        assertThat(plan("tree/sub/", "there")).containsExactly(root("tree/sub", "there/sub"));
        assertThat(plan("file", "link")).containsExactly(root("file", "link/file"));
    }

    @Test
    void aDirectoryWithoutANameOfItsOwnGivesWhatIsInIt() {
        assertThat(plan("tree/.", "there")).containsExactly(root("tree/.", "there"));
        assertThat(plan("tree/sub/..", "there")).containsExactly(root("tree/sub/..", "there"));
        assertThat(CopyPlan.of(
                        List.of(CopyPlan.Name.of("/")),
                        CopyPlan.Name.of(directory + "/there"),
                        CopyPlan.TargetUse.AS_IT_IS,
                        new Names(StandardCharsets.UTF_8)))
                .containsExactly(new TreeCopy.Root(Path.of("/"), directory.resolve("there")));
    }

    @Test
    void aLinkWithASlashIsTheDirectoryItLeadsTo() throws IOException {
        assertThat(plan("link", "there")).containsExactly(root("link", "there/link"));
        assertThat(plan("link/", "there"))
                .containsExactly(
                        new TreeCopy.Root(directory.resolve("tree").toRealPath(), directory.resolve("there/link")));
    }

    @Test
    void severalSourcesNeedADirectory() {
        assertThatThrownBy(() -> plan("file", "tree", "new"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("new is not a directory");
        assertThatThrownBy(() -> plan("tree", "there", "file")).hasMessageContaining("file is not a directory");
    }

    @Test
    void aFileIsNotCalledByANameWithASlash() {
        assertThatThrownBy(() -> plan("file", "new/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("new/ is not a directory");
    }

    @Test
    void whatTheTargetIsCanBeSaid() {
        assertThat(plan(CopyPlan.TargetUse.NAME, "tree", "there")).containsExactly(root("tree", "there"));
        assertThat(plan(CopyPlan.TargetUse.DIRECTORY, "tree", "there")).containsExactly(root("tree", "there/tree"));
        assertThatThrownBy(() -> plan(CopyPlan.TargetUse.DIRECTORY, "tree", "new"))
                .hasMessage(directory + "/new is not a directory");
        assertThatThrownBy(() -> plan(CopyPlan.TargetUse.NAME, "tree", "file", "there"))
                .hasMessage(directory + "/there is one name, and 2 files cannot be one");
    }
}
