package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.entry.Facts;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Refused;
import dev.tidemill.transfer.entry.TreeMemory;
import dev.tidemill.transfer.file.Replacement;
import dev.tidemill.transfer.file.Targets;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/// What becomes of what has the name of a copy already: [CopySettings#existing] and
/// [CopySettings#backupSuffix]. One thread.
final class Replacing {

    private static final String IS_DIRECTORY = "is a directory, and not to be replaced";

    private static final long FNV_OFFSET = 0xCBF2_9CE4_8422_2325L;
    private static final long FNV_PRIME = 0x100_0000_01B3L;

    private static final int CASE = 'a' ^ 'A';

    private final TreeMemory memory;
    private final Existing existing;
    private final byte[] backupSuffix;
    private final Facts there = new Facts();
    private final Facts other = new Facts();

    Replacing(TreeMemory memory, CopySettings settings) {
        this.memory = memory;
        this.existing = settings.existing();
        String suffix = settings.backupSuffix();
        this.backupSuffix = suffix == null ? new byte[0] : suffix.getBytes(StandardCharsets.UTF_8);
    }

    /// @param name of the copy
    /// @throws Refused if it must not be replaced
    Decision decide(Facts source, TreeFolder folder, long fromName, long name) throws Refused {
        Replacement rule = look(source, folder, name);
        if (rule == null) return Decision.COPY;
        return switch (rule) {
            case KEEP -> Decision.KEEP;
            case COPY_IF_CONTENT_DIFFERS ->
                hasContentOf(source, folder, fromName, name) ? Decision.KEEP_CONTENT : Decision.REPLACE;
            default -> Decision.REPLACE;
        };
    }

    /// Looks what has the name of the copy, and not into it.
    ///
    /// @return the rule for it, null if there is nothing
    /// @throws Refused if it must not be replaced
    @Nullable
    Replacement look(Facts source, TreeFolder folder, long name) throws Refused {
        if (folder.target() < 0) return null;
        int result = memory.status(folder.target(), name, Fcntl.AT_SYMLINK_NOFOLLOW | Fcntl.AT_NO_AUTOMOUNT, there);
        if (result == -Errno.ENOENT.number()) return null;
        Refused.target("status", result);
        if (there.isDirectory()) throw because(IS_DIRECTORY);
        if (folder.names == TreeFolder.Names.UNKNOWN) findOut(folder, name);
        checkNotOurs(folder, name);
        if (isSpecial(there) && !isSpecial(source)) throw because(Targets.NOT_A_FILE);
        boolean isSameKind = source.kind() == there.kind();
        Replacement rule =
                Replacement.of(existing, isSameKind, source.compareModified(there), isSameSize(source, isSameKind));
        if (existing == Existing.KEEP) return rule;
        if (rule == Replacement.REFUSE) throw Refused.taken();
        if (there.isSameFileAs(source)) throw sameFile();
        return rule;
    }

    /// What is neither a file nor a link has no size that says anything.
    private boolean isSameSize(Facts source, boolean isSameKind) {
        return source.size == there.size || (isSameKind && isSpecial(source));
    }

    private static boolean isSpecial(Facts facts) {
        return !facts.isFile() && !facts.isDirectory() && !facts.isLink();
    }

    private static Refused because(String reason) {
        return Refused.because(Refused.Side.TARGET, reason);
    }

    private static Refused sameFile() {
        return Refused.because(Refused.Side.SOURCE, "these are the same file");
    }

    private boolean hasContentOf(Facts source, TreeFolder folder, long fromName, long name) throws Refused {
        if (source.isLink()) return hasLinkOf(folder, fromName, name);
        if (!source.isFile()) {
            return source.deviceMajor == there.deviceMajor && source.deviceMinor == there.deviceMinor;
        }
        int flags = Fcntl.O_RDONLY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;
        int from = Refused.source("open", TreeMemory.open(folder.source(), fromName, flags, 0));
        try {
            int to = Refused.target("open", TreeMemory.open(folder.target(), name, flags, 0));
            try {
                return isSame(from, to);
            } finally {
                var _ = LibC.close(to);
            }
        } finally {
            var _ = LibC.close(from);
        }
    }

    private boolean isSame(int from, int to) throws Refused {
        int half = memory.blockBytes / 2;
        while (true) {
            int read = Refused.source("read", TreeMemory.read(from, memory.block, half, half));
            int other = Refused.target("read", TreeMemory.read(to, memory.block + half, half, half));
            if (read != other) return false;
            if (read == 0) return true;
            long mismatch = Memory.segment(memory.block, read).mismatch(Memory.segment(memory.block + half, read));
            if (mismatch >= 0) return false;
        }
    }

    private boolean hasLinkOf(TreeFolder folder, long fromName, long name) throws Refused {
        int half = memory.blockBytes / 2;
        int from = LibC.readlinkat(folder.source(), fromName, memory.block, half);
        int to = LibC.readlinkat(folder.target(), name, memory.block + half, half);
        Refused.source("readlink", from);
        Refused.target("readlink", to);
        return from == to && Memory.segment(memory.block, from).mismatch(Memory.segment(memory.block + half, to)) < 0;
    }

    /// Gives the part its name, and what had it another one if it is to be kept. What got the name
    /// meanwhile is replaced too, unless this run has written it, or nothing is to be replaced.
    ///
    /// @param decision if something was there to be replaced, the name is not tried without that
    /// @throws Refused if the part is still there, and is to be removed
    void publish(TreeFolder folder, long part, long name, Decision decision) throws Refused {
        int directory = folder.target();
        boolean isToBeReplaced =
                decision == Decision.REPLACE && existing != Existing.KEEP && existing != Existing.REFUSE;
        if (isToBeReplaced && folder.names == TreeFolder.Names.APART && backupSuffix.length == 0) {
            replace(directory, part, name);
            return;
        }
        if (!folder.isNew) wrote(folder, part, name);
        int result = LibC.renameat2(directory, part, directory, name, Fcntl.RENAME_NOREPLACE);
        boolean isKnown = result != -Errno.EINVAL.number(); // some file systems know no flags
        if (isKnown && result != -Errno.EEXIST.number()) {
            Refused.target(Refused.RENAME, result);
            return;
        }
        boolean isThere = memory.status(directory, name, Fcntl.AT_SYMLINK_NOFOLLOW, there) >= 0;
        if (isThere) {
            if (there.isDirectory()) throw because(IS_DIRECTORY);
            if (folder.isNew && existing != Existing.REFUSE && isFolded(directory, name)) throw clash();
            checkNotOurs(folder, name);
            if (existing == Existing.REFUSE) throw Refused.taken();
            if (existing == Existing.KEEP) {
                var _ = LibC.unlinkat(directory, part, 0);
                return;
            }
        }
        if (backupSuffix.length > 0) keep(directory, name);
        replace(directory, part, name);
    }

    private static void replace(int directory, long part, long name) throws Refused {
        int result = LibC.renameat2(directory, part, directory, name, 0);
        if (result == -Errno.EISDIR.number()) throw because(IS_DIRECTORY);
        Refused.target(Refused.RENAME, result);
    }

    /// Another entry of the same directory has the name: its file system does not tell them apart.
    static Refused clash() {
        return because("is the copy of another entry, as names are not told apart here");
    }

    /// What to say of a name that something has in a directory that only this run knows.
    Refused isTaken(TreeFolder folder, long name) {
        return isFolded(folder.target(), name) ? clash() : Refused.taken();
    }

    /// As far as it is there, which it should be.
    private void wrote(TreeFolder folder, long part, long name) {
        if (folder.names == TreeFolder.Names.APART) return;
        if (memory.status(folder.target(), part, Fcntl.AT_SYMLINK_NOFOLLOW, there) < 0) return;
        folder.written.take(thatOf(there.number, name), hash(name, false));
    }

    /// A file got its name without that of a part before.
    void wrote(TreeFolder folder, long name) {
        wrote(folder, name, name);
        if (folder.names == TreeFolder.Names.UNKNOWN) findOut(folder, name);
    }

    /// Whether what got the name meanwhile is a copy of the source, as another run makes one.
    boolean isCopyOf(Facts source) {
        return source.kind() == there.kind() && source.size == there.size && source.compareModified(there) == 0;
    }

    /// What is [#there] is neither what another entry of this run has become, nor what another one
    /// has looked at and replaces or keeps. A number that another run has freed may be that of
    /// something else by now: where names are told apart it says nothing.
    private void checkNotOurs(TreeFolder folder, long name) throws Refused {
        if (folder.names == TreeFolder.Names.APART) return;
        long what = thatOf(there.number, name);
        if (folder.written.claim(what, hash(name, false))) return;
        if (isFolded(folder.target(), name)) throw clash();
        folder.written.take(what, hash(name, false));
    }

    /// Asks for what is [#there] with the case of a letter changed, once for each directory: where
    /// names are apart, nobody has to look what became of which.
    private void findOut(TreeFolder folder, long name) {
        int length = TreeMemory.length(name);
        int letter = 0;
        while (letter < length && !isLetter(Memory.getByte(name + letter))) letter++;
        if (letter == length) return; // another name will tell
        long changed = memory.attributeValue;
        Memory.copy(name, changed, length + 1);
        Memory.putByte(changed + letter, (byte) (Memory.getByte(name + letter) ^ CASE));
        int result = memory.status(folder.target(), changed, Fcntl.AT_SYMLINK_NOFOLLOW, other);
        boolean isOne = result >= 0 && other.isSameFileAs(there);
        if (isOne) folder.names = TreeFolder.Names.FOLDED;
        if (isOne || (result < 0 && result != -Errno.ENOENT.number())) return;
        result = memory.status(folder.target(), name, Fcntl.AT_SYMLINK_NOFOLLOW, other);
        boolean isStillThere = result >= 0 && other.isSameFileAs(there);
        if (isStillThere) folder.names = TreeFolder.Names.APART;
    }

    private static boolean isLetter(byte b) {
        int lower = b | CASE;
        return lower >= 'a' && lower <= 'z';
    }

    /// A file, by any way to write this name of it: one with several names is as many things.
    private static long thatOf(long number, long name) {
        return (number * FNV_PRIME) ^ hash(name, true);
    }

    /// Whether what has the name has it also with the case of a letter changed. If so, what is
    /// found in a directory that this run has made is its own; if not, it is another run's.
    boolean isFolded(int directory, long name) {
        if (memory.status(directory, name, Fcntl.AT_SYMLINK_NOFOLLOW, there) < 0) return false;
        long number = there.number;
        String text = new String(TreeMemory.bytes(name), StandardCharsets.UTF_8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char other = Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c);
            if (other == c) continue;
            String changed = text.substring(0, i) + other + text.substring(i + 1);
            Memory.putCString(memory.attributeValue, changed.getBytes(StandardCharsets.UTF_8));
            boolean isThere = memory.status(directory, memory.attributeValue, Fcntl.AT_SYMLINK_NOFOLLOW, there) >= 0;
            boolean isFolded = isThere && there.number == number;
            boolean _ = memory.status(directory, name, Fcntl.AT_SYMLINK_NOFOLLOW, there) >= 0;
            return isFolded;
        }
        return false;
    }

    /// FNV-1a.
    ///
    /// @param isFolded whether upper and lower case are one
    private static long hash(long name, boolean isFolded) {
        long hash = FNV_OFFSET;
        for (long at = name; Memory.getByte(at) != 0; at++) {
            byte b = Memory.getByte(at);
            if (isFolded && b < 0) return foldedHash(TreeMemory.bytes(name));
            hash = (hash ^ (isFolded && b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b)) * FNV_PRIME;
        }
        return hash | 1;
    }

    private static long foldedHash(byte[] name) {
        String text = Normalizer.normalize(new String(name, StandardCharsets.UTF_8), Normalizer.Form.NFKD);
        String folded = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        long hash = FNV_OFFSET;
        for (int i = 0; i < folded.length(); i++) hash = (hash ^ folded.charAt(i)) * FNV_PRIME;
        return hash | 1;
    }

    /// At every moment something has the name: so the old one gets a second name, by way of a third
    /// one, as a name cannot be given over another.
    private void keep(int directory, long name) throws Refused {
        int length = TreeMemory.length(name);
        Memory.copy(name, memory.content, length);
        Memory.copy(backupSuffix, 0, memory.content + length, backupSuffix.length);
        Memory.putByte(memory.content + length + backupSuffix.length, (byte) 0);
        PartName.put(memory.attributeValue, System.nanoTime());
        int linked = LibC.linkat(directory, name, directory, memory.attributeValue, 0);
        if (linked == -Errno.ENOENT.number()) return; // there is nothing to keep
        int result;
        if (linked >= 0) {
            result = LibC.renameat2(directory, memory.attributeValue, directory, memory.content, 0);
            var _ = LibC.unlinkat(directory, memory.attributeValue, 0); // still there if both are one file
        } else {
            result = LibC.renameat2(directory, name, directory, memory.content, 0); // no second names there
        }
        Refused.target("keeping the old file under another name", result);
    }
}
