package dev.tidemill.engine;

import dev.tidemill.stress.ModelCheck;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A file is open until it is closed, and counts who uses it.
@Timeout(600)
public class FileHandleModelTest {

    private final CountedFile file = new CountedFile();

    public FileHandleModelTest() {
        if (!file.acquire()) throw new AssertionError("closed");
    }

    @Operation
    public boolean acquire() {
        return file.acquire();
    }

    /// Of the one reference that is there from the beginning.
    @Operation(runOnce = true)
    public boolean release() {
        return file.release();
    }

    @Operation
    public FileHandle.Closing beginClosing() {
        return file.beginClosing();
    }

    @Operation
    public boolean isClosing() {
        return file.isClosing();
    }

    @Operation
    public int usesByOperations() {
        return file.usesByOperations();
    }

    @Test
    void itIsACountAndADoor() {
        ModelCheck.all(FileHandleModelTest.class, CountAndDoor.class);
    }

    /// What that means, without threads.
    public static class CountAndDoor {

        private int uses = 1;
        private boolean closing;

        public boolean acquire() {
            uses += closing ? 0 : 1;
            return !closing;
        }

        public boolean release() {
            uses--;
            return closing && uses == 0;
        }

        public FileHandle.Closing beginClosing() {
            if (closing) return FileHandle.Closing.ALREADY;
            closing = true;
            return uses == 0 ? FileHandle.Closing.NOW : FileHandle.Closing.AFTER_LAST_OPERATION;
        }

        public boolean isClosing() {
            return closing;
        }

        public int usesByOperations() {
            return uses;
        }
    }
}
