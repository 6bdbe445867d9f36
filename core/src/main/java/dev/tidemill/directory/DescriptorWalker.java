package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.directory.DirectoryEntry.Type;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.DirectoryCalls.Refused;
import dev.tidemill.engine.DirectoryEntries;
import dev.tidemill.engine.NativePath;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;

/// Walks by descriptors: names of any bytes, trees of any depth.
final class DescriptorWalker implements Walker {

    private static final String READING = "reading of the directory";

    private final NativePath root;
    private final Wanted wanted;
    private @Nullable Descent descent; // null until it begins

    DescriptorWalker(NativePath root, Wanted wanted) {
        this.root = root;
        this.wanted = wanted;
    }

    @Override
    public Piece next() throws IOException {
        try (var calls = new DirectoryCalls()) {
            Descent way = descent;
            if (way == null) descent = way = begin(calls);
            while (way.depth() >= 0 && !wanted.isFull()) goOn(calls, way);
            return wanted.take(way.depth() < 0);
        }
    }

    private Descent begin(DirectoryCalls calls) throws IOException {
        int opened = calls.openPath(root.bytes(), true);
        if (opened < 0) throw DirectoryCalls.failure(root.path(), "opening of the directory", opened);
        return new Descent(opened, root.path());
    }

    private void goOn(DirectoryCalls calls, Descent way) throws IOException {
        try {
            DirectoryEntries entries = way.next(calls);
            if (entries != null) {
                visit(calls, way, entries);
                return;
            }
        } catch (Refused e) {
            if (way.depth() == 0 && !DirectoryCalls.isMissing(e.result())) { // nothing can be told of the root any more
                throw DirectoryCalls.failure(way.path(), READING, e.result());
            }
            cutShort(way, READING, e.result());
        }
        for (int left = way.leave(calls); left < 0; left = way.leave(calls)) {
            cutShort(way, "going on with the directory", left);
        }
    }

    private void cutShort(Descent way, String action, int result) {
        if (DirectoryCalls.isMissing(result)) return; // removed since it was entered
        wanted.add(DirectoryEntry.of(way.path(), Type.DIRECTORY, way.depth())
                .failed(DirectoryCalls.failure(way.path(), action, result)));
    }

    private void visit(DirectoryCalls calls, Descent way, DirectoryEntries entries) {
        byte[] name = entries.name();
        int type = entries.type();
        if (type == DirectoryEntries.UNKNOWN) type = calls.type(way.directory(), name, false);
        boolean link = type == DirectoryEntries.SYMBOLIC_LINK && wanted.followsLinks();
        if (link) {
            int target = calls.type(way.directory(), name, true);
            if (target >= 0) type = target; // otherwise it leads nowhere, and is what it is
        }
        if (DirectoryCalls.isMissing(type)) return; // removed since it was listed
        DirectoryEntry entry = DirectoryEntry.of(way.path(), name, type(type), way.depth() + 1);
        if (type < 0) {
            wanted.add(entry.failed(DirectoryCalls.failure(entry.path(), "asking for the type", type)));
        } else if (wanted.enters(entry)) {
            enter(calls, way, entry, name, link);
        } else {
            wanted.add(entry);
        }
    }

    private static Type type(int type) {
        return switch (type) {
            case DirectoryEntries.DIRECTORY -> Type.DIRECTORY;
            case DirectoryEntries.REGULAR_FILE -> Type.FILE;
            case DirectoryEntries.SYMBOLIC_LINK -> Type.SYMBOLIC_LINK;
            default -> Type.OTHER;
        };
    }

    private void enter(DirectoryCalls calls, Descent way, DirectoryEntry entry, byte[] name, boolean link) {
        int entered = way.enter(calls, name, link);
        if (entered < 0) {
            if (DirectoryCalls.isMissing(entered)) return;
            wanted.add(entry.failed(DirectoryCalls.failure(entry.path(), "opening of the directory", entered)));
            return;
        }
        wanted.entered(way.path());
        try {
            if (!wanted.followsLinks() || !way.isLoop(calls)) {
                wanted.add(entry);
                return;
            }
            wanted.add(entry.failed(new FileSystemLoopException(entry.path().toString())));
        } catch (Refused e) {
            wanted.add(entry.failed(DirectoryCalls.failure(entry.path(), "asking for the directory", e.result())));
        }
        var _ = way.leave(calls); // to where we have just been: that is open
    }

    @Override
    public void close() {
        if (descent != null) descent.close();
    }
}
