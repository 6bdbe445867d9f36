package dev.tidemill.transfer.verify;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.FileStatus;
import dev.tidemill.transfer.Difference;
import java.io.IOException;
import java.nio.file.Path;

/// An image against the device that it was written to, a device against its image, or two devices:
/// what is in them. A device may be longer than what was written to it.
///
/// Of a tree that is copied, devices are what they are called instead: see [EntryComparison].
///
/// @param name as it is reported
record DeviceComparison(Scope scope, Path name, Path source, Path copy) {

    /// Whether that is what somebody means who names the two: one of them at least is a device with
    /// blocks, and the other has bytes. Links are followed, as those in `/dev/disk`.
    static boolean isOf(Scope scope, Path source, Path copy) throws InterruptedException {
        try {
            FileStatus wanted = scope.statusFollowing(source);
            FileStatus found = scope.statusFollowing(copy);
            boolean isAnyDevice = Scope.isBlockDevice(wanted) || Scope.isBlockDevice(found);
            return isAnyDevice && Scope.hasBytes(wanted) && Scope.hasBytes(found);
        } catch (IOException e) {
            return false; // who looks at them finds it again
        }
    }

    /// @return null if there is none
    /// @throws IOException if one of them cannot be read
    @Nullable
    Difference difference(Reading reading) throws IOException, InterruptedException {
        FileStatus found = scope.statusFollowing(copy);
        long size = scope.bytes(source, scope.statusFollowing(source));
        long there = scope.bytes(copy, found);
        boolean mayBeLonger = Scope.isBlockDevice(found);
        if (there < size || (there > size && !mayBeLonger)) {
            String sizes = "has %,d bytes, and not %,d".formatted(there, size);
            return new Difference(name, copy, Difference.Kind.SIZE, sizes);
        }
        long position = reading.mismatchOfDevices(source, copy, size);
        if (position < 0) return null;
        return new Difference(name, copy, Difference.Kind.CONTENT, "differs from byte %,d on".formatted(position));
    }
}
