package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whole files, asynchronously: [java.nio.file.Files] with a [Task] for each result.
///
/// {@snippet :
/// var writes = paths.stream().map(path -> AsyncFiles.writeString(path, "hello")).toList();
/// Tasks.whenAll(writes).await();
/// }
///
/// Start as many as you like: the engine opens a bounded number at a time
/// ([dev.tidemill.TidemillConfig#openFiles()]), and holds the caller back when too many are
/// pending. Every file is closed before its task is done, whatever happens. Each failure names its
/// file. Methods without an engine use the shared one.
@CheckReturnValue
public final class AsyncFiles {

    private static final Set<OpenOption> REPLACE =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

    private AsyncFiles() {}

    // Whole files.

    /// Reads a whole file, as [java.nio.file.Files#readAllBytes].
    ///
    /// A file that changes while it is read gives some of each.
    public static Task<byte[]> readAllBytes(Path path) {
        return readAllBytes(Tidemill.shared(), path, CancellationToken.none());
    }

    /// Reads a whole file; see [#readAllBytes(Path)].
    ///
    /// @param token asks the kernel to stop
    public static Task<byte[]> readAllBytes(Path path, CancellationToken token) {
        return readAllBytes(Tidemill.shared(), path, token);
    }

    /// Reads a whole file; see [#readAllBytes(Path)].
    public static Task<byte[]> readAllBytes(Tidemill io, Path path, CancellationToken token) {
        return WholeFileRead.start(io, path, bytes -> bytes, token);
    }

    /// Reads a whole file of UTF-8 text.
    ///
    /// The task fails with a [CharacterCodingException] that says where if it is not.
    public static Task<String> readString(Path path) {
        return readString(path, StandardCharsets.UTF_8);
    }

    /// Reads a whole file of UTF-8 text; see [#readString(Path)].
    ///
    /// @param token asks the kernel to stop
    public static Task<String> readString(Path path, CancellationToken token) {
        return readString(Tidemill.shared(), path, StandardCharsets.UTF_8, token);
    }

    /// Reads a whole text.
    ///
    /// The task fails with a [CharacterCodingException] if it is not of that charset.
    public static Task<String> readString(Path path, Charset charset) {
        return readString(Tidemill.shared(), path, charset, CancellationToken.none());
    }

    /// Reads a whole text; see [#readString(Path, Charset)].
    public static Task<String> readString(Tidemill io, Path path, Charset charset, CancellationToken token) {
        return WholeFileRead.start(io, path, bytes -> Text.decode(bytes, charset, path), token);
    }

    /// Writes a whole file, as [java.nio.file.Files#write(Path, byte[], OpenOption...)]: without
    /// options it is created, or replaces what was in it.
    ///
    /// If it fails or is cancelled, the file may have been created, and a part may be in it.
    ///
    /// @param bytes not to be changed until the task is done; may be empty
    public static Task<Void> write(Path path, byte[] bytes, OpenOption... options) {
        return write(path, MemorySegment.ofArray(bytes), options);
    }

    /// Writes what remains in `source`, whose position stays; see [#write(Path, byte[],
    /// OpenOption...)].
    public static Task<Void> write(Path path, ByteBuffer source, OpenOption... options) {
        return write(path, MemorySegment.ofBuffer(source), options);
    }

    /// Writes a whole file from a segment; see [#write(Path, byte[], OpenOption...)].
    public static Task<Void> write(Path path, MemorySegment source, OpenOption... options) {
        return write(Tidemill.shared(), path, source, CancellationToken.none(), options);
    }

    /// Writes a whole file from a segment; see [#write(Path, byte[], OpenOption...)].
    ///
    /// @param source in native memory or on the heap; not to be changed until the task is done
    /// @param token asks the kernel to stop
    public static Task<Void> write(
            Tidemill io, Path path, MemorySegment source, CancellationToken token, OpenOption... options) {
        if (source.byteSize() > 0) Checks.source(source, 0);
        OpenMode mode = writing(options);
        return io.engine().submit(new Operation.WriteFile(NativePath.of(path), mode, source), token);
    }

    /// Writes a text in UTF-8; see [#write(Path, byte[], OpenOption...)].
    ///
    /// The task fails with [java.nio.charset.MalformedInputException] if it has half a surrogate
    /// pair; nothing is written then.
    public static Task<Void> writeString(Path path, CharSequence text, OpenOption... options) {
        return writeString(path, text, StandardCharsets.UTF_8, options);
    }

    /// Writes a text; see [#write(Path, byte[], OpenOption...)].
    ///
    /// The task fails with a [CharacterCodingException] if the charset cannot say it; nothing is
    /// written then.
    public static Task<Void> writeString(Path path, CharSequence text, Charset charset, OpenOption... options) {
        try {
            return write(path, charset.newEncoder().encode(CharBuffer.wrap(text)), options);
        } catch (CharacterCodingException e) {
            return Task.failed(e);
        }
    }

    // Streams.

    /// Opens a file to read its bytes one after the other. Closing the source closes the file.
    ///
    /// What [AsyncFile#open(Path, OpenOption...)] says of opening goes for this, too.
    public static Task<ByteSource> source(Path path) {
        return source(path, CancellationToken.none());
    }

    /// Opens a file to read its bytes one after the other; see [#source(Path)].
    ///
    /// @param token asks the kernel to stop opening it
    public static Task<ByteSource> source(Path path, CancellationToken token) {
        return source(Tidemill.shared(), path, token);
    }

    /// Opens a file to read its bytes one after the other; see [#source(Path)].
    public static Task<ByteSource> source(Tidemill io, Path path, CancellationToken token) {
        Engine engine = io.engine();
        return engine.submit(
                new Operation.Open<>(
                        NativePath.of(path),
                        OpenMode.READ,
                        handle -> new FileSource(new AsyncFile(engine, handle), 0, true)),
                token);
    }

    /// Opens a file to write it from its start on, one byte after the other: without options it is
    /// created, or replaces what was in it. Closing the sink closes the file.
    ///
    /// What [AsyncFile#open(Path, OpenOption...)] says of opening goes for this, too. With `APPEND`
    /// everything is written behind the end of the file.
    public static Task<ByteSink> sink(Path path, OpenOption... options) {
        return sink(path, CancellationToken.none(), options);
    }

    /// Opens a file to write it; see [#sink(Path, OpenOption...)].
    ///
    /// @param token asks the kernel to stop opening it
    public static Task<ByteSink> sink(Path path, CancellationToken token, OpenOption... options) {
        return sink(Tidemill.shared(), path, token, options);
    }

    /// Opens a file to write it; see [#sink(Path, OpenOption...)].
    public static Task<ByteSink> sink(Tidemill io, Path path, CancellationToken token, OpenOption... options) {
        Engine engine = io.engine();
        return engine.submit(
                new Operation.Open<>(
                        NativePath.of(path),
                        writing(options),
                        handle -> new FileSink(new AsyncFile(engine, handle), 0, true)),
                token);
    }

    private static OpenMode writing(OpenOption... options) {
        if (options.length == 0) return Options.mode(REPLACE);
        Set<OpenOption> given = new HashSet<>(List.of(options));
        if (given.contains(StandardOpenOption.READ)) {
            throw new IllegalArgumentException("READ is not for writing a file");
        }
        given.add(StandardOpenOption.WRITE);
        return Options.mode(given);
    }
}
