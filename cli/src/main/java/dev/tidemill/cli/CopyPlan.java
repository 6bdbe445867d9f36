package dev.tidemill.cli;

import dev.tidemill.transfer.TreeCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Which copy gets which name, by the rules of cp(1): a target that is a directory takes the copies
/// into it, under their own names.
final class CopyPlan {

    private CopyPlan() {}

    /// A name as it was typed: a slash at its end says that it is a directory.
    record Name(Path path, boolean hasSlash) {
        static Name of(String argument) {
            return new Name(Arguments.path(argument), argument.length() > 1 && argument.endsWith("/"));
        }
    }

    /// What the target is.
    enum TargetUse {
        /// A directory if it is one, and otherwise the name of the copy.
        AS_IT_IS,
        /// A directory, or it is a mistake.
        DIRECTORY,
        /// The name of the copy, also if it is that of a directory.
        NAME
    }

    /// @throws IllegalArgumentException if it cannot be meant so
    static List<TreeCopy.Root> of(List<Name> sources, Name target, TargetUse use, Names names) {
        boolean isDirectory = use != TargetUse.NAME && Files.isDirectory(target.path());
        if (use == TargetUse.DIRECTORY && !isDirectory) {
            throw new IllegalArgumentException(names.of(target.path()) + " is not a directory");
        }
        if (!isDirectory) {
            if (sources.size() > 1) {
                String why = use == TargetUse.NAME ? " is one name, and " : " is not a directory, and ";
                throw new IllegalArgumentException(
                        names.of(target.path()) + why + sources.size() + " files cannot be one");
            }
            if (target.hasSlash() && !Files.isDirectory(sources.getFirst().path())) {
                throw new IllegalArgumentException(names.of(target.path()) + "/ is not a directory");
            }
        }
        List<TreeCopy.Root> roots = new ArrayList<>();
        for (Name source : sources) {
            Path copy = isDirectory ? inside(target.path(), source.path()) : target.path();
            roots.add(new TreeCopy.Root(meant(source), copy));
        }
        return roots;
    }

    /// The name in the directory; what has no name of its own, `.`, `..` and `/`, is copied as what
    /// is in it.
    private static Path inside(Path directory, Path source) {
        Path name = source.getFileName();
        boolean hasName =
                name != null && !name.toString().equals(".") && !name.toString().equals("..");
        return hasName ? directory.resolve(name) : directory;
    }

    /// A link is copied as a link, but with a slash it is the directory that it leads to.
    private static Path meant(Name source) {
        if (!source.hasSlash() || Files.isDirectory(source.path(), LinkOption.NOFOLLOW_LINKS)) return source.path();
        try {
            return source.path().resolve(".").toRealPath();
        } catch (IOException e) {
            return source.path().resolve("."); // the copy will meet it again, and report it
        }
    }
}
