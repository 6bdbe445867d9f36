package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Extended attributes of a file, access lists among them, as a program sees them that has nothing
/// to do with this one. The JDK shows those of users alone, and setfacl(1) is not everywhere.
final class Xattrs {

    static final String ACCESS = "system.posix_acl_access";
    static final String DEFAULT = "system.posix_acl_default"; // of what is made in a directory

    /// An access list of one user and one group beside the owners, as in linux/posix_acl_xattr.h.
    static final String LIST =
            "0200000001000600ffffffff020004000100000004000400ffffffff10000400ffffffff20000000ffffffff";

    private Xattrs() {}

    /// @param hex the value
    static void set(Path path, String name, String hex) throws IOException, InterruptedException {
        var _ = python(
                "import os,sys; os.setxattr(sys.argv[1], sys.argv[2], bytes.fromhex(sys.argv[3]))",
                path.toString(),
                name,
                hex);
    }

    /// Names and values of all of them, in order.
    static String of(Path path) throws IOException, InterruptedException {
        return python(
                "import os,sys; print([(n, os.getxattr(sys.argv[1], n).hex()) for n in"
                        + " sorted(os.listxattr(sys.argv[1]))])",
                path.toString());
    }

    private static String python(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3", "-c", program));
        command.addAll(List.of(arguments));
        Process python = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(python.waitFor()).as(output).isZero();
        return output;
    }
}
