package dev.tidemill.transfer.entry;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CopySettings;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongToIntFunction;

/// Gives a copy the extended attributes of its source (xattr(7)), of which access control lists are
/// two; see [Attribute#EXTENDED] and [Attribute#ACCESS_LISTS].
///
/// Those of the name space `user` and the lists belong to the owner: if the copy cannot have one,
/// that is a failure. Others belong to the system or its keeper, and are copied by who may.
public final class ExtendedAttributes {

    private static final byte[] ACCESS_LIST = name("system.posix_acl_access");
    private static final byte[] DEFAULT_LIST = name("system.posix_acl_default");
    private static final byte[] LISTS = ascii("system.posix_acl_");
    private static final byte[] USER = ascii("user.");

    private final TreeMemory memory;
    private final boolean isExtended;
    private final boolean hasLists;

    public ExtendedAttributes(TreeMemory memory, CopySettings settings) {
        this.memory = memory;
        isExtended = settings.attributes().contains(Attribute.EXTENDED);
        hasLists = settings.attributes().contains(Attribute.ACCESS_LISTS);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] name(String name) {
        return Arrays.copyOf(ascii(name), name.length() + 1);
    }

    boolean areWanted() {
        return isExtended || hasLists;
    }

    /// The bytes of the names that `fd` has, which is 0 for most files.
    public int list(int fd) {
        int bytes = LibC.flistxattr(fd, memory.attributeNames, TreeMemory.ATTRIBUTE_BYTES);
        return bytes == -Errno.EOPNOTSUPP.number() ? 0 : bytes;
    }

    /// The same of what is at this path, and may be a link.
    public int list(long path) {
        int bytes = LibC.llistxattr(path, memory.attributeNames, TreeMemory.ATTRIBUTE_BYTES);
        return bytes == -Errno.EOPNOTSUPP.number() ? 0 : bytes;
    }

    /// Copies what [#list] has just found.
    ///
    /// @param bytes of the names
    /// @return what was not copied and should be; null if there is nothing
    @Nullable
    Refused copy(int from, int to, int bytes) {
        return copy(
                bytes,
                name -> LibC.fgetxattr(from, name, memory.attributeValue, TreeMemory.ATTRIBUTE_BYTES),
                (name, length) -> LibC.fsetxattr(to, name, memory.attributeValue, length, 0));
    }

    /// The same for what cannot be opened.
    ///
    /// @param from paths, and not the one of [TreeMemory#pathOf] for both
    @Nullable
    Refused copy(long from, long to, int bytes) {
        return copy(
                bytes,
                name -> LibC.lgetxattr(from, name, memory.attributeValue, TreeMemory.ATTRIBUTE_BYTES),
                (name, length) -> LibC.lsetxattr(to, name, memory.attributeValue, length, 0));
    }

    private interface Setter {
        int set(long name, int length);
    }

    private @Nullable Refused copy(int bytes, LongToIntFunction getter, Setter setter) {
        Refused refused = null;
        long end = memory.attributeNames + bytes;
        for (long name = memory.attributeNames; name < end; name += TreeMemory.length(name) + 1) {
            if (!isWanted(name)) continue;
            int length = getter.applyAsInt(name);
            int result = length < 0 ? length : setter.set(name, length);
            if (result < 0 && refused == null) refused = refusal(name, length, result);
        }
        return refused;
    }

    private boolean isWanted(long name) {
        return startsWith(name, LISTS) ? hasLists : isExtended;
    }

    private static @Nullable Refused refusal(long name, int length, int result) {
        if (length == -Errno.ENODATA.number()) return null; // it went meanwhile
        boolean isOwners = startsWith(name, USER) || startsWith(name, LISTS);
        boolean isForOthers = result == -Errno.EPERM.number()
                || result == -Errno.EACCES.number()
                || result == -Errno.EOPNOTSUPP.number();
        if (!isOwners && isForOthers) return null;
        String attribute = new String(TreeMemory.bytes(name), StandardCharsets.UTF_8);
        String action = "the copy is there, but giving it the attribute " + attribute;
        try {
            int _ = length < 0 ? Refused.source(action, result) : Refused.target(action, result);
        } catch (Refused e) {
            return e;
        }
        return null;
    }

    private static boolean startsWith(long name, byte[] prefix) {
        for (int i = 0; i < prefix.length; i++) if (Memory.getByte(name + i) != prefix[i]) return false;
        return true;
    }

    /// Takes away the access lists that something new got from its directory.
    public static void removeInherited(int fd, TreeMemory memory) {
        Memory.copy(ACCESS_LIST, 0, memory.attributeValue, ACCESS_LIST.length);
        var _ = LibC.fremovexattr(fd, memory.attributeValue); // there may be none
        Memory.copy(DEFAULT_LIST, 0, memory.attributeValue, DEFAULT_LIST.length);
        var _ = LibC.fremovexattr(fd, memory.attributeValue);
    }
}
