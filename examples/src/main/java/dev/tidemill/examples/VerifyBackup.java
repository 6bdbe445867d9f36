package dev.tidemill.examples;

import dev.tidemill.Tidemill;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.PathPatterns;
import dev.tidemill.transfer.Verification;
import dev.tidemill.transfer.VerifySettings;
import dev.tidemill.transfer.manifest.ManifestEntry;
import dev.tidemill.transfer.manifest.ManifestReader;
import java.io.IOException;
import java.nio.file.Path;

/// Compares a backup with what it is of, and makes and checks lists of checksums.
final class VerifyBackup {

    private VerifyBackup() {}

    static boolean isSame(Path photos, Path backup) throws IOException, InterruptedException {
        try (Verification verification = Verification.compare(photos, backup)) { // already running
            verification.onProgress(progress -> System.out.println(progress.transferredBytes() + " bytes"));
            return verification.await().isGood();
        }
    }

    static void recordAndCheck(Path photos, Path manifest) throws IOException, InterruptedException {
        try (Verification recording = Verification.record(photos, manifest)) {
            if (!recording.await().isGood()) throw new IOException("some could not be read");
        }
        // a year later
        try (Verification check = Verification.check(manifest, photos)) {
            System.out.println(check.await().differences()); // {MISSING=1, CONTENT=2}
        }
    }

    static void tellWhatIsWrong(Path photos, Path backup) throws IOException, InterruptedException {
        PathFilter filter =
                PathPatterns.NONE.exclude("*.tmp").exclude("/cache/").include("keep.tmp");
        VerifySettings settings = VerifySettings.DEFAULT
                .withFilter(filter)
                .withFromDevice(true) // not what memory has
                .withExtra(false);
        Verification.Listener listener = new Verification.Listener() {
            @Override
            public void differs(Difference difference) {
                System.out.println(difference.name() + " " + difference.detail());
            }
        };
        try (Verification verification = Verification.compare(Tidemill.shared(), photos, backup, settings, listener)) {
            var summary = verification.await();
            System.out.println(summary.good() + " files are good");
        }
    }

    static void list(Path manifest) throws IOException {
        try (ManifestReader reader = ManifestReader.open(manifest)) {
            for (ManifestEntry entry = reader.next(); entry != null; entry = reader.next()) {
                System.out.println(entry.name() + " has the " + entry.checksum().label() + " " + entry.digest());
            }
        }
    }
}
