package dev.tidemill.nio;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.RangeLock;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileLock;

/// A lock as channels know it. While it is asked for it is not valid yet, and keeps other channels
/// from asking all the same.
final class ChannelLock extends FileLock {

    private final TidemillFileChannel channel;
    private volatile @Nullable RangeLock held;

    ChannelLock(TidemillFileChannel channel, long position, long size, boolean shared) {
        super(channel, position, size, shared);
        this.channel = channel;
    }

    /// The system has granted it.
    void isHeldBy(RangeLock lock) {
        held = lock;
    }

    @Override
    public boolean isValid() {
        return held != null && channel.isOpen();
    }

    /// @throws ClosedChannelException if the channel is closed; the lock went with it
    @Override
    public synchronized void release() throws IOException {
        if (!channel.isOpen()) throw new ClosedChannelException();
        RangeLock lock = held;
        if (lock == null) return;
        Waiting.uninterruptibly(lock.closing());
        channel.locks().remove(this);
        held = null;
    }
}
