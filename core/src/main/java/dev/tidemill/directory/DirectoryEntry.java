package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.NativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// A name in a directory, and what it was when the directory was read.
///
/// The type comes with the name; that costs no system call but on a few file systems.
public final class DirectoryEntry {

    private final Path directory;
    private final byte @Nullable [] name; // null if `directory` is the path of the entry itself
    private final Type type;
    private final int depth;
    private final @Nullable IOException failure;

    private DirectoryEntry(
            Path directory, byte @Nullable [] name, Type type, int depth, @Nullable IOException failure) {
        this.directory = directory;
        this.name = name;
        this.type = type;
        this.depth = depth;
        this.failure = failure;
    }

    static DirectoryEntry of(Path directory, byte[] name, Type type, int depth) {
        return new DirectoryEntry(directory, name, type, depth, null);
    }

    static DirectoryEntry of(Path path, Type type, int depth) {
        return new DirectoryEntry(path, null, type, depth, null);
    }

    DirectoryEntry failed(IOException failure) {
        return new DirectoryEntry(directory, name, type, depth, failure);
    }

    /// The path, which begins with that of the root.
    ///
    /// It has the bytes of every name, also those that are no characters. It is made anew by each
    /// call. A path of 4,096 bytes or more says where the entry is, but no system call takes it,
    /// here or in the JDK: list, walk, watch or delete such a directory, or come nearer first.
    public Path path() {
        return name == null ? directory : NativePath.resolve(directory, name);
    }

    public Type type() {
        return type;
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    /// How far below the root: 1 for what is in it.
    public int depth() {
        return depth;
    }

    /// Why the directory could not be entered, or not be read to its end; what could be read has
    /// been given.
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public String toString() {
        return path() + (failure == null ? " (" + type + ")" : " (" + type + "): " + failure.getMessage());
    }

    /// What a name can be of.
    public enum Type {
        FILE,
        DIRECTORY,

        /// Not followed, or leading nowhere.
        SYMBOLIC_LINK,

        /// A pipe, a socket, a device.
        OTHER
    }
}
