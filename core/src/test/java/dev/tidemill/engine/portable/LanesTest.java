package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LanesTest extends EngineTest {

    private static final NativePath ELSEWHERE = NativePath.of(Path.of("/proc/self/comm"));

    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void aMountThatDoesNotAnswerHoldsUpItsOwnFilesOnly() throws Exception {
        FileHandle file = open(ELSEWHERE.path(), OpenMode.READ);
        List<Task<Integer>> blocked = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            blocked.add(engine.submit(
                    new Operation.Blocking<>(NativePath.of(folder.resolve("f" + i)), "wait", () -> {
                        never.await();
                        return 1;
                    }),
                    NONE));
        }
        for (int i = 0; i < 100; i++) {
            assertThat(engine.submit(new Operation.ReadSmallFile(ELSEWHERE), NONE)
                            .await())
                    .isNotEmpty();
            assertThat(read(file, heap("..."), 0).await()).isEqualTo(3);
        }
        close(file);
        assertThat(blocked).noneMatch(Task::isDone);
        never.countDown();
        for (Task<Integer> task : blocked) assertThat(task.await()).isEqualTo(1);
    }

    @Test
    void anOpenFileIsInTheLaneOfItsMountWhateverItsNameSays() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("link"), ELSEWHERE.path());
        FileHandle behindLink = open(link, OpenMode.READ);
        FileHandle itself = open(ELSEWHERE.path(), OpenMode.READ);
        FileHandle other = open(Files.createFile(folder.resolve("f")), OpenMode.READ);
        Calls calls = engine.calls();
        assertThat(((DescriptorHandle) itself).mount()).isNotEqualTo(MountTable.NONE);
        assertThat(calls.laneOf(behindLink)).isEqualTo(calls.laneOf(itself)).isNotEqualTo(calls.laneOf(other));
        for (FileHandle file : List.of(behindLink, itself, other)) close(file);
    }

    @Test
    void aFileIsInTheSameLaneAsItsName() throws Exception {
        FileHandle file = open(ELSEWHERE.path(), OpenMode.READ);
        assertThat(engine.calls().laneOf(file)).isEqualTo(engine.laneOfName(ELSEWHERE));
        close(file);
    }
}
