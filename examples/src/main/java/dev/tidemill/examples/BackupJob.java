package dev.tidemill.examples;

import dev.tidemill.Tidemill;
import dev.tidemill.transfer.CopyManifest;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.PathPatterns;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.TreeCopy;
import dev.tidemill.transfer.Verification;
import dev.tidemill.transfer.VerifySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Brings the backup of a directory up to date, to be run every night; and looks, once a month,
/// whether it still is what it was.
final class BackupJob {

    private BackupJob() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3 || !List.of("run", "check").contains(arguments[0])) {
            System.err.println("usage: BackupJob run|check DIRECTORY BACKUP");
            System.exit(2);
        }
        Path backup = Path.of(arguments[2]);
        boolean isGood = arguments[0].equals("run") ? run(Path.of(arguments[1]), backup) : check(backup);
        System.exit(isGood ? 0 : 1);
    }

    /// @return whether all of it is there, and on the device
    static boolean run(Path directory, Path backup) throws InterruptedException {
        CopySettings settings = CopySettings.DEFAULT
                .withExisting(Existing.UPDATE_DIFFERENT) // what is as it was is left alone
                .withBackupSuffix("~") // what is replaced can still be had
                .withFilter(PathPatterns.NONE.exclude("*.tmp").exclude("/cache/"))
                .withVerified(true) // read back
                .withDurable(true) // and on the device, name and all, at the end
                .withManifest(CopyManifest.of(manifestOf(backup)));
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(directory, backup));
        try (TreeCopy copy = TreeCopy.start(Tidemill.shared(), roots, settings, new Failed())) {
            var _ = copy.outcome(); // throws nothing of what it came to
            Progress end = copy.progress();
            long copied = end.files() - end.keptFiles();
            System.out.printf("%d copied, %d as they were, %d failed%n", copied, end.keptFiles(), end.failedFiles());
            copy.await();
            return true;
        } catch (IOException e) { // the first failure, or that of the manifest
            System.err.println("the backup is not complete: " + e.getMessage());
            return false;
        }
    }

    /// What fails stops nothing else.
    private static final class Failed implements TreeCopy.Listener {
        @Override
        public boolean wantsCopied() {
            return false; // the names of millions of files
        }

        @Override
        public void failed(FailedEntry entry) {
            System.err.println(entry.path() + ": " + entry.reason());
        }
    }

    private static Path manifestOf(Path backup) {
        return backup.resolveSibling(backup.getFileName() + ".sha256");
    }

    /// @return whether each file has the bytes that were once copied
    static boolean check(Path backup) throws IOException, InterruptedException {
        Path manifest = manifestOf(backup);
        VerifySettings settings = VerifySettings.DEFAULT.withFromDevice(true).withExtra(false);
        Path base = CopyManifest.of(manifest).base();
        try (Verification check = Verification.check(Tidemill.shared(), manifest, base, settings, new Differences())) {
            return check.await().isGood();
        }
    }

    private static final class Differences implements Verification.Listener {
        @Override
        public void differs(Difference difference) {
            System.err.println(difference.path() + " " + difference.detail());
        }
    }
}
