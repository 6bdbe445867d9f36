package dev.tidemill.transfer.verify;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.directory.DirectoryEntry.Type;
import dev.tidemill.file.FileStatus;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.manifest.MalformedManifestException;
import dev.tidemill.transfer.manifest.ManifestEntry;
import dev.tidemill.transfer.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The files of a manifest against it.
///
/// @param root what names are relative to
public record ManifestCheck(Path manifest, Path root) implements Course {

    /// A photo that was taken for a manifest has millions of lines that are none.
    private static final int MOST_WITHOUT_ENTRY = 100;

    @Override
    public void run(Work work) throws IOException, InterruptedException {
        Names listed = work.scope.settings().extra() ? new Names() : null;
        if (submitAll(work, listed) && listed != null) {
            Path ofManifest = work.scope.statusFollowing(manifest).isRegularFile() ? manifest.toRealPath() : manifest;
            work.scope.names(root).visit(new Extras(work, listed, ofManifest));
        }
    }

    /// @return whether to go on
    private boolean submitAll(Work work, @Nullable Names listed) throws IOException, InterruptedException {
        Path manifestName = manifest.getFileName() == null ? manifest : manifest.getFileName();
        long entries = 0;
        long malformed = 0;
        List<Difference> untold = new ArrayList<>(); // as long as it may be no manifest at all
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            while (!work.isCutShort()) {
                try {
                    ManifestEntry entry = reader.next();
                    if (entry == null) break;
                    entries++;
                    tell(work, untold);
                    if (listed != null) listed.add(entry.name());
                    if (work.scope.accepts(entry.name())) submit(work, entry);
                } catch (MalformedManifestException e) {
                    malformed++;
                    String reason = String.valueOf(e.getReason());
                    untold.add(new Difference(manifestName, manifest, Difference.Kind.MALFORMED, reason));
                    if (entries > 0) tell(work, untold);
                    if (untold.size() == MOST_WITHOUT_ENTRY) {
                        String none = "is no manifest: of its first %d lines none is a checksum of a file";
                        work.differs(new Difference(
                                manifestName, manifest, Difference.Kind.MALFORMED, none.formatted(MOST_WITHOUT_ENTRY)));
                        return false;
                    }
                }
            }
        }
        tell(work, untold);
        if (work.isCutShort()) return false;
        if (entries == 0 && malformed == 0) {
            work.differs(new Difference(manifestName, manifest, Difference.Kind.MALFORMED, "has no checksums"));
        }
        return true;
    }

    private static void tell(Work work, List<Difference> untold) {
        untold.forEach(work::differs);
        untold.clear();
    }

    private void submit(Work work, ManifestEntry entry) throws InterruptedException {
        Path path = root.resolve(entry.name());
        work.submit(entry.name(), path, false, reading -> difference(work.scope, entry, path, reading));
    }

    private static @Nullable Difference difference(Scope scope, ManifestEntry entry, Path path, Reading reading)
            throws IOException, InterruptedException {
        FileStatus status;
        try {
            status = scope.statusFollowing(path);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return new Difference(entry.name(), path, Difference.Kind.MISSING, "is missing");
        }
        if (!Scope.hasBytes(status)) { // a pipe may have nothing to read for ever
            String kind = "is " + EntryComparison.kind(status) + ", and not a file";
            return new Difference(entry.name(), path, Difference.Kind.KIND, kind);
        }
        String digest = reading.digest(path, scope.bytes(path, status), true, entry.checksum());
        if (digest.equals(entry.digest())) return null;
        FileStatus now = scope.statusFollowing(path);
        boolean isChanged =
                now.size() != status.size() || !now.lastModifiedTime().equals(status.lastModifiedTime());
        String detail = isChanged
                ? "was written while it was read"
                : "has " + entry.checksum().label() + " " + digest;
        return new Difference(entry.name(), path, Difference.Kind.CONTENT, detail);
    }

    /// What is there and not listed: files, as a manifest has nothing else, but for itself.
    private record Extras(Work work, Names listed, Path manifest) implements TreeNames.Visitor {

        @Override
        public boolean visit(Path name, DirectoryEntry entry) throws IOException {
            if (entry.type() == Type.FILE && !listed.contains(name) && !isManifest(entry.path()))
                work.differs(new Difference(name, entry.path(), Difference.Kind.EXTRA, "should not be there"));
            return !work.isCutShort();
        }

        private boolean isManifest(Path path) throws IOException {
            return Objects.equals(path.getFileName(), manifest.getFileName())
                    && path.toRealPath(LinkOption.NOFOLLOW_LINKS).equals(manifest);
        }

        @Override
        public void failed(Path name, DirectoryEntry entry, IOException e) {
            work.differs(Work.unreadable(name, entry.path(), e));
        }
    }

    @Override
    public void count(Scope scope, Count count) throws IOException, InterruptedException {
        if (!scope.statusFollowing(manifest).isRegularFile()) return; // a pipe can be read once
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            while (true) {
                try {
                    ManifestEntry entry = reader.next();
                    if (entry == null) return;
                    if (scope.accepts(entry.name()) && !count.add(size(scope, entry))) return;
                } catch (MalformedManifestException _) {
                    // the check says so
                }
            }
        }
    }

    private long size(Scope scope, ManifestEntry entry) throws InterruptedException {
        try {
            Path path = root.resolve(entry.name());
            return scope.bytes(path, scope.statusFollowing(path));
        } catch (IOException e) {
            return 0; // the check says so
        }
    }

    @Override
    public String describe() {
        return manifest + ": check of " + root;
    }
}
