package dev.tidemill.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.TargetFolder;
import dev.tidemill.task.SubscriberContract;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.io.TempDir;

class FileSubscriberRulesTest extends SubscriberContract<ByteBuffer> {

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    @Override
    protected Flow.Subscriber<ByteBuffer> subscriber() {
        FileSubscriber subscriber = FileSubscriber.to(folder.resolve("file"));
        subscriber.task().exceptionally(_ -> 0L).forget(); // the rules include failures
        return subscriber;
    }

    @Override
    protected ByteBuffer item(int number) {
        return ByteBuffer.wrap(("line " + number + "\n").getBytes(UTF_8));
    }
}
