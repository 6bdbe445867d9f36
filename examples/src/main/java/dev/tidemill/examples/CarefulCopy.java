package dev.tidemill.examples;

import dev.tidemill.transfer.Copy;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.CorruptCopyException;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.SourceChangedException;
import java.io.IOException;
import java.nio.file.Path;

/// Brings a copy of a file up to date, so that one can rely on it.
final class CarefulCopy {

    private CarefulCopy() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: CarefulCopy SOURCE TARGET");
            System.exit(2);
        }
        try {
            copy(Path.of(arguments[0]), Path.of(arguments[1]));
        } catch (CorruptCopyException e) {
            System.err.println(e.getMessage() + ": do not trust this machine");
            System.exit(1);
        } catch (SourceChangedException e) {
            System.err.println(e.getMessage() + ": stop who writes to it, and try again");
            System.exit(1);
        } catch (IOException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /// @return bytes copied; 0 if the copy was up to date
    static long copy(Path source, Path target) throws IOException, InterruptedException {
        CopySettings settings = CopySettings.DEFAULT
                .withDurable(true) // on the device, name and all, when it is done
                .withVerified(true) // read back from there, and compared
                .withExisting(Existing.UPDATE_DIFFERENT)
                .withBackupSuffix("~");
        try (Copy copy = Copy.start(source, target, settings)) {
            return copy.await();
        }
    }
}
