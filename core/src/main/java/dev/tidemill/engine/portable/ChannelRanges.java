package dev.tidemill.engine.portable;

import dev.tidemill.engine.RangeOperation;
import java.io.IOException;
import java.util.List;

/// What the JDK's channels make of operations on a part of a file: they know nothing of its place
/// on the device, so all of it is data.
final class ChannelRanges {

    private ChannelRanges() {}

    @SuppressWarnings({"unchecked", "NullAway"}) // each operation says what it gives; the only value of Void
    static <T> T carryOut(RangeOperation<T> range) throws IOException {
        ChannelHandle file = (ChannelHandle) range.file();
        return switch (range) {
            case RangeOperation.WriteBack _ -> {
                file.force(false); // of the whole file: more than asked for
                yield null;
            }
            case RangeOperation.Advise _ -> null; // advice need not be taken
            case RangeOperation.Change _ -> (T) Boolean.FALSE;
            case RangeOperation.Seek(var _, boolean data, long position) -> {
                long size = file.size();
                if (data) yield (T) (Long) (position < size ? position : ((RangeOperation.Seek) range).nothing());
                yield (T) (Long) Math.max(position, size);
            }
            case RangeOperation.Extents<?>(var _, long position, long length, var part) -> {
                long end = Math.min(position + length, file.size());
                yield (T) (position < end ? List.of(part.of(position, end - position)) : List.of());
            }
        };
    }
}
