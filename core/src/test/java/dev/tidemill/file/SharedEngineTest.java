package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.TargetFolder;
import dev.tidemill.Tidemill;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The forms without an engine, which use the one that the whole program shares.
@Timeout(60)
class SharedEngineTest {

    @TempDir(factory = TargetFolder.class)
    private Path folder;

    @Test
    void itIsAlwaysTheSameAndNobodyClosesIt() {
        Tidemill shared = Tidemill.shared();
        assertSame(shared, Tidemill.shared());
        var e = assertThrows(IllegalStateException.class, shared::close);
        assertEquals("the shared engine serves the whole program and is not closed", e.getMessage());
    }

    @Test
    void theShortFormsUseTheSharedEngine() throws Exception {
        Path path = folder.resolve("a");
        AsyncFiles.writeString(path, "Grüße").await();
        assertEquals("Grüße", AsyncFiles.readString(path).await());
        assertEquals("Grüße", AsyncFiles.readString(path, UTF_8).await());
        AsyncFiles.writeString(path, "é", ISO_8859_1).await();
        assertArrayEquals(
                new byte[] {(byte) 0xE9}, AsyncFiles.readAllBytes(path).await());
        ByteBuffer source = ByteBuffer.wrap("0123456789".getBytes(UTF_8), 2, 5);
        AsyncFiles.write(path, source).await();
        assertEquals("23456", Files.readString(path));
        assertEquals(2, source.position());
        AsyncFiles.write(path, "bytes".getBytes(UTF_8)).await();
        assertEquals("bytes", Files.readString(path));
        assertThrows(
                CharacterCodingException.class,
                () -> AsyncFiles.writeString(path, "half \uD83C").await());
        assertEquals("bytes", Files.readString(path));
        try (AsyncFile file = AsyncFile.open(path).await()) {
            assertEquals(5, file.size().await());
        }
    }
}
