package dev.tidemill.transfer.verify;

import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.file.FileStatus;
import dev.tidemill.transfer.Difference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Two trees, or two of anything else, against each other.
public record Comparison(Path source, Path copy) implements Course {

    @Override
    public void run(Work work) throws IOException, InterruptedException {
        Scope scope = work.scope;
        Path name = copy.getFileName() == null ? copy : copy.getFileName();
        if (DeviceComparison.isOf(scope, source, copy)) {
            work.submit(name, copy, false, new DeviceComparison(scope, name, source, copy)::difference);
            return;
        }
        FileStatus status = scope.status(source);
        submit(work, name, source, copy, status.isDirectory());
        if (!status.isDirectory() || !Files.isDirectory(copy, LinkOption.NOFOLLOW_LINKS)) return;
        scope.names(source).visit(new Sources(work));
        if (scope.settings().extra() && !work.isCutShort()) scope.names(copy).visit(new Extras(work));
    }

    private static void submit(Work work, Path name, Path source, Path copy, boolean isDirectory)
            throws InterruptedException {
        var comparison = new EntryComparison(work.scope, name, source, copy);
        work.submit(name, copy, isDirectory, comparison::difference);
    }

    /// Everything that should be there.
    private final class Sources implements TreeNames.Visitor {

        private final Work work;

        Sources(Work work) {
            this.work = work;
        }

        /// What is in a directory that is not there is not there either: that is said once.
        @Override
        public boolean enters(Path name, Path path) {
            return Files.isDirectory(copy.resolve(name), LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public boolean visit(Path name, DirectoryEntry entry) throws InterruptedException {
            submit(work, name, entry.path(), copy.resolve(name), entry.isDirectory());
            return !work.isCutShort();
        }

        @Override
        public void failed(Path name, DirectoryEntry entry, IOException e) {
            work.differs(Work.unreadable(name, entry.path(), e));
        }
    }

    /// What should not be there.
    private final class Extras implements TreeNames.Visitor {

        private final Work work;

        Extras(Work work) {
            this.work = work;
        }

        @Override
        public boolean enters(Path name, Path path) {
            return Files.isDirectory(source.resolve(name), LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public boolean visit(Path name, DirectoryEntry entry) throws IOException, InterruptedException {
            if (!isInSource(name)) {
                String inIt = entry.isDirectory() ? ", nor what is in it" : "";
                String detail = "should not be there" + inIt;
                work.differs(new Difference(name, entry.path(), Difference.Kind.EXTRA, detail));
            }
            return !work.isCutShort();
        }

        private boolean isInSource(Path name) throws InterruptedException {
            try {
                var _ = work.scope.status(source.resolve(name));
                return true;
            } catch (NoSuchFileException | NotDirectoryException e) {
                return false;
            } catch (IOException e) {
                return true; // that it cannot be read was said when it was compared
            }
        }

        @Override
        public void failed(Path name, DirectoryEntry entry, IOException e) {
            work.differs(Work.unreadable(name, entry.path(), e));
        }
    }

    @Override
    public void count(Scope scope, Count count) throws IOException, InterruptedException {
        if (DeviceComparison.isOf(scope, source, copy)) {
            var _ = count.add(scope.bytes(source, scope.statusFollowing(source)));
            return;
        }
        new TreeCounter(scope, count).count(source);
    }

    @Override
    public String describe() {
        return copy + ": comparison with " + source;
    }
}
