package dev.tidemill.bench.worker;

import dev.tidemill.engine.uring.RingNops;
import java.util.Map;
import java.util.TreeMap;

/// The contenders by name. A new one is a line here, and a side of a case in `Cases`.
public final class Contenders {

    private static final Map<String, Contender.Factory> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("channel/platform", workload -> new ChannelReader(Callers.PLATFORM, workload)),
            Map.entry("channel/virtual", workload -> new ChannelReader(Callers.VIRTUAL, workload)),
            Map.entry("async-channel", AsyncChannelReader::new),
            Map.entry("async-channel/pending", PendingChannelReads::new),
            Map.entry("files/one-thread", SmallFiles.OneThread::new),
            Map.entry("files/pool-8", workload -> new SmallFiles.Pool(8, workload)),
            Map.entry("files/virtual", SmallFiles.VirtualThreads::new),
            Map.entry("transfer-to", ChannelCopy::new),
            Map.entry("tidemill/ring", RingNops::new),
            Map.entry("tidemill/tasks", TaskReader::new),
            Map.entry("tidemill/inline", InlineReader::new),
            Map.entry("tidemill/blocking", workload -> new BlockingReader(Callers.PLATFORM, workload)),
            Map.entry("tidemill/virtual", workload -> new BlockingReader(Callers.VIRTUAL, workload)),
            Map.entry("tidemill/batches", BatchReader::new),
            Map.entry("tidemill/pending", PendingTaskReads::new),
            Map.entry("tidemill/files", TidemillSmallFiles.AllAtOnce::new),
            Map.entry("tidemill/files-window", workload -> new TidemillSmallFiles.Window(256, workload)),
            Map.entry("tidemill/copy", TidemillCopy::new)));

    private Contenders() {}

    static Contender open(String name, Workload workload) throws Exception {
        Contender.Factory factory = ALL.get(name);
        if (factory == null)
            throw new IllegalArgumentException("no contender is called " + name + "; there are " + ALL.keySet());
        return factory.open(workload);
    }
}
