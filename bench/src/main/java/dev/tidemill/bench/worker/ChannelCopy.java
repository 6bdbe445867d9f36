package dev.tidemill.bench.worker;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.nio.channels.FileChannel;
import java.nio.file.Path;

/// `FileChannel.transferTo`, followed by `force` if the copy is to be durable. Counts mebibytes.
final class ChannelCopy implements Contender {

    private final Path source;
    private final boolean durable;

    ChannelCopy(Workload workload) {
        source = workload.data();
        durable = workload.durable();
    }

    @Override
    public long run(Round round) throws Exception {
        try (var from = FileChannel.open(source, READ);
                var to = FileChannel.open(round.directory().resolve("copy"), WRITE, CREATE_NEW)) {
            long size = from.size();
            for (long position = 0; position < size; ) position += from.transferTo(position, size - position, to);
            if (durable) to.force(true);
            return size >> 20;
        }
    }
}
