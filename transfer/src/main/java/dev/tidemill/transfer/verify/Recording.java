package dev.tidemill.transfer.verify;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.file.FileStatus;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.manifest.Checksum;
import dev.tidemill.transfer.manifest.ManifestEntry;
import dev.tidemill.transfer.manifest.ManifestWriter;
import java.io.IOException;
import java.nio.file.Path;

/// Makes a manifest of the files of a tree.
public final class Recording implements Course {

    private final Path root;
    private final ManifestWriter writer;
    private final Path target;

    public Recording(Path root, Path target, ManifestWriter writer) {
        this.root = root;
        this.target = target;
        this.writer = writer;
    }

    @Override
    public void run(Work work) throws IOException, InterruptedException {
        FileStatus status = work.scope.status(root);
        if (status.isDirectory()) {
            work.scope.names(root).visit(new Entries(work));
        } else if (root.getFileName() != null) {
            submit(work, root.getFileName(), root);
        }
    }

    private final class Entries implements TreeNames.Visitor {

        private final Work work;

        Entries(Work work) {
            this.work = work;
        }

        @Override
        public boolean visit(Path name, DirectoryEntry entry) throws InterruptedException {
            Path path = entry.path();
            boolean isWanted = entry.type() == DirectoryEntry.Type.FILE && !writer.isItself(path);
            if (isWanted) submit(work, name, path);
            return !work.isCutShort();
        }

        @Override
        public void failed(Path name, DirectoryEntry entry, IOException e) {
            work.differs(Work.unreadable(name, entry.path(), e));
        }
    }

    private void submit(Work work, Path name, Path path) throws InterruptedException {
        work.submit(name, path, false, reading -> record(work, name, path, reading));
    }

    private @Nullable Difference record(Work work, Path name, Path path, Reading reading)
            throws IOException, InterruptedException {
        FileStatus status = work.scope.status(path);
        if (!status.isRegularFile()) {
            String kind = "is " + EntryComparison.kind(status) + ", and not a file";
            return new Difference(name, path, Difference.Kind.KIND, kind);
        }
        Checksum checksum = work.scope.settings().checksum();
        ManifestEntry entry = new ManifestEntry(name, checksum, reading.digest(path, status.size(), false, checksum));
        try {
            writer.add(entry);
        } catch (IOException e) {
            work.broken(e); // not of this file
        }
        return null;
    }

    @Override
    public void finish() throws IOException {
        writer.publish();
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    @Override
    public void count(Scope scope, Count count) throws IOException, InterruptedException {
        new TreeCounter(scope, count).countFiles(root);
    }

    @Override
    public String describe() {
        return target + ": manifest of " + root;
    }
}
