package dev.tidemill.file;

import dev.tidemill.Tidemill;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Attributes that users give to files, `user.*` of xattr(7); by the JDK's calls.
final class UserAttributes {

    private UserAttributes() {}

    static Task<Map<String, byte[]>> all(Tidemill io, Path path, CancellationToken token, LinkOption... options) {
        return NameCall.start(io, path, "read of user attributes", token, () -> {
            UserDefinedFileAttributeView view = view(path, options);
            Map<String, byte[]> values = new LinkedHashMap<>();
            for (String name : view.list()) values.put(name, value(view, name));
            return values;
        });
    }

    private static byte[] value(UserDefinedFileAttributeView view, String name) throws IOException {
        ByteBuffer value = ByteBuffer.allocate(view.size(name));
        int bytes = view.read(name, value);
        return Arrays.copyOf(value.array(), bytes);
    }

    static Task<Path> set(
            Tidemill io, Path path, String name, byte[] value, CancellationToken token, LinkOption... options) {
        ByteBuffer copy = ByteBuffer.wrap(value.clone());
        return NameCall.start(io, path, "setting of user attribute " + name, token, () -> {
            int _ = view(path, options).write(name, copy);
            return path;
        });
    }

    static Task<Path> delete(Tidemill io, Path path, String name, CancellationToken token, LinkOption... options) {
        return NameCall.start(io, path, "deletion of user attribute " + name, token, () -> {
            view(path, options).delete(name);
            return path;
        });
    }

    private static UserDefinedFileAttributeView view(Path path, LinkOption... options) {
        UserDefinedFileAttributeView view =
                Files.getFileAttributeView(path, UserDefinedFileAttributeView.class, options);
        if (view == null) throw new UnsupportedOperationException("there are no user attributes here: " + path);
        return view;
    }
}
