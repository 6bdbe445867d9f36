package dev.tidemill.cli;

import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// What the command says while it copies, and afterwards. Files that were copied go to stdout if
/// they were asked for, everything else to stderr.
final class CopyOutput implements CopyReport {

    private final Display display;
    private final Verbosity verbosity;
    private final boolean dryRun;

    // What is wrong with the whole target is told of the first entry: the others are no news.

    private final AtomicLong withoutRoom = new AtomicLong();
    private final AtomicLong notOnDevice = new AtomicLong();
    private volatile boolean isDirectoryWithoutRoom;

    private volatile boolean isBroken;

    enum Verbosity {
        /// Errors only.
        QUIET,
        NORMAL,
        /// Every name.
        NAMES
    }

    /// @param dryRun whether nothing is really copied
    CopyOutput(Verbosity verbosity, Display display, boolean dryRun) {
        this.verbosity = verbosity;
        this.display = display;
        this.dryRun = dryRun;
    }

    @Override
    public void begin() {}

    @Override
    public void follow(TreeCopy copy) {
        display.follow(copy, copy::running);
    }

    @Override
    public void stopping() {
        display.stopping();
    }

    @Override
    public boolean wantsCopied() {
        return verbosity == Verbosity.NAMES || (dryRun && verbosity == Verbosity.NORMAL);
    }

    @Override
    public void copied(Path source, Path target) {
        if (wantsCopied()) display.say(display.inOut(source) + " -> " + display.inOut(target));
    }

    @Override
    public void failed(FailedEntry entry) {
        if (entry.isTargetFull() && Complaint.isOfAllInIt(entry)) isDirectoryWithoutRoom = true;
        boolean isKnown = (entry.isTargetFull() && withoutRoom.getAndIncrement() > 0)
                || (Complaint.isOfDevice(entry) && notOnDevice.getAndIncrement() > 0);
        if (isKnown && verbosity != Verbosity.NAMES) return;
        display.complain(Complaint.of(entry, display::inErr));
    }

    @Override
    public void broken(IOException e) {
        isBroken = true;
        display.complain(e);
    }

    private void summarize(AtomicLong entries, String text) {
        if (entries.get() > 1) display.complain(text.formatted(Quantities.count(entries.get())));
    }

    @Override
    public void end(Progress progress, int exitCode) {
        display.end();
        String and = isDirectoryWithoutRoom ? ", and nothing of what is in the directories among them" : "";
        summarize(withoutRoom, "the target is full: %s entries were not copied" + and + "; make room, and copy again");
        summarize(notOnDevice, "the device of the target has failed: %s entries were not copied");
        if (verbosity != Verbosity.QUIET && !isBroken) display.note(display.summary(progress, dryRun));
    }
}
