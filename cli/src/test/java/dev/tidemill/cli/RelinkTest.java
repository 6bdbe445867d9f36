package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The step of the build that lets the AOT cache take picocli.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RelinkTest {

    @TempDir
    private Path directory;

    @Test
    void aLibraryOfJava5BecomesOneOfThisJdkAndStaysTheSame() throws Exception {
        Path original = Path.of(CommandLine.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path jar = Files.copy(original, directory.resolve("picocli.jar"));
        relink(jar);
        assertThat(directory).isDirectoryContaining(jar::equals).isDirectoryNotContaining(path -> !path.equals(jar));
        try (var old = new JarFile(original.toFile());
                var relinked = new JarFile(jar.toFile())) {
            assertThat(names(relinked)).isEqualTo(names(old));
            assertThat(relinked.isMultiRelease()).isEqualTo(old.isMultiRelease());
            for (String name : names(old)) {
                if (!name.endsWith(".class") || name.endsWith("module-info.class")) {
                    assertThat(bytes(relinked, name)).as(name).isEqualTo(bytes(old, name));
                    continue;
                }
                ClassModel before = ClassFile.of().parse(bytes(old, name));
                ClassModel after = ClassFile.of().parse(bytes(relinked, name));
                assertThat(before.majorVersion()).as(name).isLessThan(50); // otherwise none of this is needed
                assertThat(after.majorVersion())
                        .as(name)
                        .isEqualTo(Runtime.version().feature() + 44);
                assertThat(members(after)).as(name).isEqualTo(members(before));
            }
        }
        verifyAll(jar);
    }

    /// Stack maps that are wrong are found when a class is linked.
    private static void verifyAll(Path jar) throws Exception {
        try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
                var classes = new JarFile(jar.toFile())) {
            for (String name : names(classes)) {
                if (!name.endsWith(".class") || name.endsWith("module-info.class")) continue;
                if (name.startsWith("picocli/groovy/")) continue; // extends what is not here
                String type =
                        name.substring(0, name.length() - ".class".length()).replace('/', '.');
                assertThat(Class.forName(type, true, loader)).isNotNull();
            }
        }
    }

    private static void relink(Path jar) throws Exception {
        Command.Result result =
                Command.run(new ProcessBuilder(java(), "-XX:TieredStopAtLevel=1", "Relink.java", jar.toString()));
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static List<String> names(JarFile jar) {
        return jar.stream()
                .filter(entry -> !entry.isDirectory())
                .map(JarEntry::getName)
                .toList();
    }

    private static List<String> members(ClassModel type) {
        return type.methods().stream()
                .map(method -> method.flags().flagsMask()
                        + method.methodName().stringValue()
                        + method.methodType().stringValue())
                .toList();
    }

    private static byte[] bytes(JarFile jar, String name) throws Exception {
        try (var in = jar.getInputStream(jar.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
