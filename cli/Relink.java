import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Gives the classes of a library the form of this JDK: `java Relink.java JAR`.
///
/// picocli is compiled for Java 5. Such classes have no stack maps, so the JVM verifies them with
/// the verifier of those days, at each start, and an AOT cache takes none of them (JEP 483: only
/// what can be linked ahead of time): 160 classes were read from the jar and verified by every run
/// of the command. What they do is unchanged; only version and stack maps are added.
final class Relink {

    private Relink() {}

    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        Path relinked = jar.resolveSibling(jar.getFileName() + ".new");
        try (var library = new JarFile(jar.toFile());
                var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
                var out = new JarOutputStream(Files.newOutputStream(relinked))) {
            out.setLevel(0); // the JVM maps it, and looks at each class at most once
            ClassFile classes = ClassFile.of(
                    ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
                    ClassFile.ClassHierarchyResolverOption.of(
                            ClassHierarchyResolver.ofResourceParsing(loader).cached()));
            for (Enumeration<JarEntry> all = library.entries(); all.hasMoreElements(); ) {
                JarEntry entry = all.nextElement();
                if (entry.isDirectory()) continue;
                byte[] content = library.getInputStream(entry).readAllBytes();
                var written = new JarEntry(entry.getName());
                written.setTime(entry.getTime());
                out.putNextEntry(written);
                out.write(isClass(entry) ? relinked(classes, content) : content);
                out.closeEntry();
            }
        }
        Files.move(relinked, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean isClass(JarEntry entry) {
        return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
    }

    private static byte[] relinked(ClassFile classes, byte[] content) {
        ClassModel old = classes.parse(content);
        // instruction by instruction: code that is copied as a whole gets no stack maps
        return classes.transformClass(
                old,
                ClassTransform.transformingMethodBodies(CodeBuilder::with)
                        .andThen(ClassTransform.endHandler(
                                builder -> builder.withVersion(ClassFile.latestMajorVersion(), 0))));
    }
}
