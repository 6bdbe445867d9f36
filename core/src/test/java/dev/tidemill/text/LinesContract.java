package dev.tidemill.text;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Fifos;
import dev.tidemill.Waiting;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.StreamFixture;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Text that is in files.
abstract class LinesContract extends StreamFixture {

    private TextReader reader(Path path, TextReaderConfig config) throws IOException, InterruptedException {
        return TextReader.open(io, path, config, CancellationToken.none()).await();
    }

    private TextReader reader(Path path) throws IOException, InterruptedException {
        return reader(path, TextReaderConfig.DEFAULT);
    }

    private TextWriter writer(Path path, OpenOption... options) throws IOException, InterruptedException {
        return TextWriter.open(io, path, TextWriterConfig.DEFAULT, CancellationToken.none(), options)
                .await();
    }

    private static List<String> lines(int count) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) lines.add("line " + i + " ü€😀");
        return lines;
    }

    @Test
    void aFileIsWrittenAndReadByLines() throws Exception {
        Path path = folder.resolve("lines");
        List<String> lines = lines(20_000);
        try (TextWriter writer = writer(path)) {
            for (String line : lines) writer.writeLine(line).await();
        }
        assertEquals(lines, Files.readAllLines(path));
        try (TextReader reader = reader(path)) {
            assertEquals(lines, Tasks.list(reader.lines()).await());
        }
        try (TextReader reader = reader(path)) {
            List<String> looped = new ArrayList<>();
            for (String line : reader.lines()) looped.add(line);
            assertEquals(lines, looped);
        }
        try (TextReader reader = Task.run(() -> reader(path)).await()) {
            assertEquals(Files.readString(path), reader.readToEnd().await());
            assertEquals("", reader.readToEnd().await());
        }
        try (TextWriter writer = writer(path, APPEND)) {
            writer.write("more").await();
        }
        List<String> all = AsyncFiles.readAllLines(io, path, UTF_8, CancellationToken.none())
                .await();
        assertEquals(lines.size() + 1, all.size());
    }

    @Test
    void anyTextInAnyCharsetIsThatOfTheJdk() throws Exception {
        Random random = this.random;
        for (Charset charset : List.of(UTF_8, StandardCharsets.UTF_16LE, Charset.forName("Shift_JIS"))) {
            var text = new StringBuilder();
            for (int i = 0; i < 200_000; i++) text.append("a日\n本\r\n語 ".charAt(random.nextInt(8)));
            Path path = Files.writeString(folder.resolve("text"), text, charset);
            var config = TextReaderConfig.DEFAULT.withCharset(charset).withDetectByteOrderMark(false);
            List<String> read = new ArrayList<>();
            try (TextReader reader = reader(path, config);
                    BufferedReader jdk = Files.newBufferedReader(path, charset)) {
                for (String line; (line = reader.readLine().await()) != null; ) read.add(line);
                assertEquals(jdk.lines().toList(), read, this::seed);
            }
        }
    }

    @Test
    void whatIsNoTextIsRefusedWithTheNameOfTheFile() throws Exception {
        Path path = Files.write(folder.resolve("broken"), new byte[] {'a', '\n', (byte) 0xff, '\n', 'b'});
        try (TextReader reader = reader(path)) {
            assertEquals("a", reader.readLine().await());
            var e = assertThrows(CharacterCodingException.class, reader.readLine()::await);
            assertTrue(e.getMessage().startsWith(path + ": "), e::getMessage);
        }
    }

    @Test
    void aFileThatIsNotThereIsNoReader() {
        Path missing = folder.resolve("missing");
        var e = assertThrows(NoSuchFileException.class, () -> reader(missing));
        assertEquals(missing.toString(), e.getFile());
        assertThrows(NoSuchFileException.class, () -> writer(missing.resolve("file")));
    }

    /// As `tail -f` needs it.
    @Test
    void whatIsAppendedBehindTheEndIsRead() throws Exception {
        Path path = Files.writeString(folder.resolve("log"), "first\n");
        try (TextReader reader = reader(path)) {
            assertEquals("first", reader.readLine().await());
            assertNull(reader.readLine().await());
            Files.writeString(path, "second\n", APPEND);
            assertEquals("second", reader.readLine().await());
            assertNull(reader.readLine().await());
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedAndCanBeLeftOut() throws Exception {
        Path path = Files.writeString(folder.resolve("long"), "a".repeat(300_000) + "\nnext\n");
        try (TextReader reader = reader(path, TextReaderConfig.DEFAULT.withMaxLineLength(1_000))) {
            var e = assertThrows(LineTooLongException.class, reader.readLine()::await);
            assertTrue(e.getMessage().startsWith(path + ": the line at byte 0 "), e::getMessage);
            assertTrue(reader.skipLine().await());
            assertEquals("next", reader.readLine().await());
        }
    }

    @Test
    void aDeviceThatIsFullIsMetAtTheLatestByTheClose() throws Exception {
        TextWriter writer = writer(Path.of("/dev/full"), WRITE);
        writer.writeLine("lost").await();
        assertThrows(IOException.class, writer::close);
    }

    @Test
    void aReadOfALineOfAPipeIsStoppedAndLosesNothing() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = Fifos.make(folder.resolve("fifo"));
        try (AsyncFile writing = AsyncFile.open(io, path, READ, WRITE).await();
                TextReader reader = reader(path)) {
            writing.writeFully("ha".getBytes(UTF_8), 0).await();
            Task<String> line = reader.readLine();
            Fifos.untilHolds(path, 0);
            line.cancel();
            assertInstanceOf(Outcome.Cancelled.class, line.outcome());
            Task<String> again = reader.readLine();
            writing.writeFully("lf\n".getBytes(UTF_8), 0).await();
            assertEquals("half", again.await());
        }
    }

    @Test
    void closingEndsTheReadOfALineThatWaits() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = Fifos.make(folder.resolve("fifo"));
        try (AsyncFile _ = AsyncFile.open(io, path, READ, WRITE).await()) {
            TextReader reader = reader(path);
            Task<String> line = reader.readLine();
            Waiting.until(() -> io.pendingOperations() == 1, "a pending read");
            reader.close();
            assertThrows(AsynchronousCloseException.class, line::await);
        }
    }
}
