package dev.tidemill.bench.worker;

import java.nio.file.Path;

/// The time of one measurement: asked by the contender, ended by the thread that keeps the time.
public final class Round {

    private final Path directory;
    private volatile boolean over;

    Round(Path directory) {
        this.directory = directory;
    }

    /// True as soon as the time is up. One volatile read: cheap enough to ask before each
    /// operation.
    public boolean isOver() {
        return over;
    }

    /// A fresh, empty directory for what the round writes; removed after the measurement.
    public Path directory() {
        return directory;
    }

    void end() {
        over = true;
    }
}
