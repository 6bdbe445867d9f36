package dev.tidemill.house;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodTypeEntry;
import java.lang.classfile.constantpool.NameAndTypeEntry;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/// The order of the house, read from the compiled classes and the sources: what the compiler does
/// not know, and what nobody can see in one file.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HouseTest {

    /// Which package may know which. A new arrow is a new line here, for somebody to see and to ask
    /// why. Everybody may know `annotation`.
    private static final Map<String, Set<String>> USES = Map.ofEntries(
            entry("dev.tidemill.annotation", Set.of()),
            entry("dev.tidemill.pending", Set.of()),
            entry("dev.tidemill.timer", Set.of()),
            entry("dev.tidemill.task", Set.of("dev.tidemill.pending", "dev.tidemill.timer")),
            entry("dev.tidemill.trace", Set.of("dev.tidemill.pending", "dev.tidemill.task")),
            entry("dev.tidemill.linux", Set.of()),
            entry("dev.tidemill.engine", Set.of("dev.tidemill.linux", "dev.tidemill.pending", "dev.tidemill.task")),
            entry(
                    "dev.tidemill.engine.uring",
                    Set.of("dev.tidemill.engine", "dev.tidemill.linux", "dev.tidemill.task", "dev.tidemill.timer")),
            entry(
                    "dev.tidemill.engine.portable",
                    Set.of("dev.tidemill.engine", "dev.tidemill.linux", "dev.tidemill.task", "dev.tidemill.timer")),
            entry(
                    "dev.tidemill",
                    Set.of(
                            "dev.tidemill.engine",
                            "dev.tidemill.engine.portable",
                            "dev.tidemill.engine.uring",
                            "dev.tidemill.pending",
                            "dev.tidemill.trace")),
            entry("dev.tidemill.stream", Set.of("dev.tidemill.task")),
            entry(
                    "dev.tidemill.file",
                    Set.of(
                            "dev.tidemill",
                            "dev.tidemill.directory",
                            "dev.tidemill.engine",
                            "dev.tidemill.stream",
                            "dev.tidemill.task")),
            entry("dev.tidemill.directory", Set.of("dev.tidemill", "dev.tidemill.engine", "dev.tidemill.task")),
            entry(
                    "dev.tidemill.blocking",
                    Set.of("dev.tidemill", "dev.tidemill.engine", "dev.tidemill.stream", "dev.tidemill.task")),
            entry("dev.tidemill.nio", Set.of("dev.tidemill", "dev.tidemill.file", "dev.tidemill.task")),
            entry("dev.tidemill.process", Set.of("dev.tidemill", "dev.tidemill.engine", "dev.tidemill.task")),
            entry(
                    "dev.tidemill.text",
                    Set.of("dev.tidemill", "dev.tidemill.file", "dev.tidemill.stream", "dev.tidemill.task")),
            entry(
                    "dev.tidemill.flow",
                    Set.of("dev.tidemill", "dev.tidemill.file", "dev.tidemill.stream", "dev.tidemill.task")));

    private static final String FOR_EVERYBODY = "dev.tidemill.annotation";

    /// What users see, as far as it exists.
    private static final Set<String> API = Set.of(
            "dev.tidemill",
            "dev.tidemill.annotation",
            "dev.tidemill.blocking",
            "dev.tidemill.directory",
            "dev.tidemill.file",
            "dev.tidemill.flow",
            "dev.tidemill.nio",
            "dev.tidemill.process",
            "dev.tidemill.stream",
            "dev.tidemill.task",
            "dev.tidemill.text",
            "dev.tidemill.trace");

    /// Shown to the copier of trees, which asks the system for more than the API has:
    /// `docs/decisions/0032` says why.
    private static final Set<String> SHOWN_TO_TRANSFER = Set.of("dev.tidemill.engine", "dev.tidemill.linux");

    /// The modules of the JDK beside the base; `docs/decisions/0014` says why.
    private static final Set<String> REQUIRES = Set.of("java.base", "java.management", "jdk.jfr");

    /// Where native access is.
    private static final String NATIVE = "dev.tidemill.linux";

    private static final Path CORE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path CLASSES = CORE.resolve("target/classes");
    private static final Path TEST_CLASSES = CORE.resolve("target/test-classes");

    private static final Pattern OUR_CLASS = Pattern.compile("(dev/tidemill(?:/[a-z]+)*)/[A-Z]");

    private List<ClassModel> classes;
    private Set<String> packages;

    @BeforeAll
    void readClasses() throws IOException {
        classes = parse(CLASSES);
        packages = classes.stream().map(HouseTest::packageOf).collect(toCollection(TreeSet::new));
    }

    @Test
    void eachPackageKnowsExactlyThoseItMayKnow() {
        Map<String, String> found = new TreeMap<>(); // arrow -> a class it starts from
        for (ClassModel model : classes) {
            for (String used : packagesUsedBy(model)) {
                found.putIfAbsent(packageOf(model) + " -> " + used, nameOf(model));
            }
        }
        Set<String> allowed = USES.entrySet().stream()
                .filter(row -> packages.contains(row.getKey()))
                .flatMap(row ->
                        row.getValue().stream().filter(packages::contains).map(used -> row.getKey() + " -> " + used))
                .collect(toCollection(TreeSet::new));

        Map<String, String> added = new TreeMap<>(found);
        added.keySet().removeAll(allowed);
        assertThat(added)
                .as("arrows that are not in the table, and where they start")
                .isEmpty();
        allowed.removeAll(found.keySet());
        assertThat(allowed).as("arrows of the table that nobody needs").isEmpty();
        assertThat(USES.keySet()).as("packages of the table").containsAll(packages);
    }

    @Test
    void onlyTheApiIsExportedAndOnlyModulesOfTheListAreRequired() {
        ModuleDescriptor module =
                ModuleFinder.of(CLASSES).find("dev.tidemill.core").orElseThrow().descriptor();

        assertThat(module.exports().stream()
                        .filter(exports -> !exports.isQualified())
                        .map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(
                        API.stream().filter(packages::contains).toList());
        assertThat(module.exports().stream().filter(ModuleDescriptor.Exports::isQualified))
                .allMatch(exports -> exports.targets().equals(Set.of("dev.tidemill.transfer")))
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrderElementsOf(SHOWN_TO_TRANSFER);
        assertThat(module.requires().stream().map(ModuleDescriptor.Requires::name))
                .containsExactlyInAnyOrderElementsOf(REQUIRES);
    }

    @Test
    void nativeAccessHasOneRoom() throws IOException {
        RestrictedMethods restricted = new RestrictedMethods();
        Set<String> calls = new TreeSet<>();
        for (ClassModel model : classes) {
            if (!packageOf(model).equals(NATIVE)) {
                for (MemberRefEntry member : constants(model, MemberRefEntry.class)) {
                    if (restricted.contains(member)) {
                        calls.add(nameOf(model) + " calls " + describe(member));
                    }
                }
            }
        }
        assertThat(calls).as("restricted methods called outside of " + NATIVE).isEmpty();
        assertThat(restricted.looksRight())
                .as("the JDK still marks its restricted methods")
                .isTrue();
    }

    /// A formatter that meets a `///` line that is too long for it goes on with `//` in the next
    /// one, and the rest is lost to Javadoc.
    @Test
    void noDocCommentIsCutInTwo() throws IOException {
        Set<String> cut = new TreeSet<>();
        for (Path source : sources("src/main/java", "src/test/java")) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 1; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (line.startsWith("//")
                        && !line.startsWith("///")
                        && lines.get(i - 1).strip().startsWith("///")) {
                    cut.add(source + ":" + (i + 1));
                }
            }
        }
        assertThat(cut).as("doc comments that a formatter cut in two").isEmpty();
    }

    @Test
    void nobodySleepsInATest() throws IOException {
        Pattern sleep = Pattern.compile("\\.sleep\\(");
        Set<String> sleepers = new TreeSet<>();
        for (Path source : sources("src/test/java")) {
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (sleep.matcher(lines.get(i)).find()) {
                    sleepers.add(source + ":" + (i + 1));
                }
            }
        }
        assertThat(sleepers)
                .as("tests that sleep instead of waiting for something")
                .isEmpty();
    }

    @Test
    void everyTestClassHasATimeLimitAndItsTestsAreSentences() throws IOException {
        Map<String, ClassModel> byName = new HashMap<>();
        parse(TEST_CLASSES).forEach(model -> byName.put(nameOf(model), model));
        List<String> complaints = new ArrayList<>();
        byName.forEach((name, model) -> {
            List<String> tests = testsOf(model);
            if (!tests.isEmpty() && !hasTimeLimit(model, byName)) {
                complaints.add(name + " has no @Timeout");
            }
            tests.stream()
                    .filter(test -> test.matches("(test|should)[A-Z0-9_].*"))
                    .forEach(test -> complaints.add(name + "." + test + " is not a sentence"));
        });
        assertThat(complaints).isEmpty();
    }

    // Reading

    private static List<ClassModel> parse(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> !file.endsWith("module-info.class") && !file.endsWith("package-info.class"))
                    .map(HouseTest::parseOne)
                    .toList();
        }
    }

    private static ClassModel parseOne(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The Java files of all modules, or those of `core` where there are no others.
    private static List<Path> sources(String... folders) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.find(CORE.resolveSibling(""), 2, (_, file) -> file.isDirectory())) {
            for (Path module : modules.toList()) {
                for (String folder : folders) {
                    if (Files.isDirectory(module.resolve(folder))) {
                        try (Stream<Path> files = Files.walk(module.resolve(folder))) {
                            files.filter(file -> file.toString().endsWith(".java"))
                                    .forEach(sources::add);
                        }
                    }
                }
            }
        }
        assertThat(sources).as("Java files beside " + CORE).isNotEmpty();
        return sources;
    }

    private static String nameOf(ClassModel model) {
        return model.thisClass().asInternalName().replace('/', '.');
    }

    private static String packageOf(ClassModel model) {
        String name = nameOf(model);
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String describe(MemberRefEntry member) {
        return member.owner().asInternalName().replace('/', '.') + "."
                + member.name().stringValue();
    }

    private static <E> List<E> constants(ClassModel model, Class<E> kind) {
        return StreamSupport.stream(model.constantPool().spliterator(), false)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /// All that is left in the class: no annotations, and no constants that the compiler has
    /// copied.
    private static Set<String> packagesUsedBy(ClassModel model) {
        List<String> names = new ArrayList<>();
        constants(model, ClassEntry.class).forEach(type -> names.add(type.asInternalName()));
        constants(model, MethodTypeEntry.class)
                .forEach(type -> names.add(type.descriptor().stringValue()));
        constants(model, NameAndTypeEntry.class)
                .forEach(member -> names.add(member.type().stringValue()));
        model.fields().forEach(field -> {
            names.add(field.fieldType().stringValue());
            field.findAttribute(Attributes.signature())
                    .ifPresent(generic -> names.add(generic.signature().stringValue()));
        });
        model.methods().forEach(method -> {
            names.add(method.methodType().stringValue());
            method.findAttribute(Attributes.signature())
                    .ifPresent(generic -> names.add(generic.signature().stringValue()));
        });
        model.findAttribute(Attributes.signature())
                .ifPresent(generic -> names.add(generic.signature().stringValue()));

        Set<String> used = names.stream()
                .flatMap(name -> OUR_CLASS.matcher(name).results())
                .map((MatchResult found) -> found.group(1).replace('/', '.'))
                .collect(toSet());
        used.remove(packageOf(model));
        used.remove(FOR_EVERYBODY);
        return used;
    }

    private static List<String> testsOf(ClassModel model) {
        return model.methods().stream()
                .filter(method -> method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                        .flatMap(all -> all.annotations().stream())
                        .anyMatch(annotation -> annotation
                                .className()
                                .stringValue()
                                .matches("Lorg/junit/jupiter/(api/(Test|RepeatedTest|TestFactory)"
                                        + "|params/ParameterizedTest);")))
                .map(method -> method.methodName().stringValue())
                .toList();
    }

    /// On the class, on one that it extends, or on the one around it.
    private static boolean hasTimeLimit(ClassModel model, Map<String, ClassModel> byName) {
        boolean own = model.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                .flatMap(all -> all.annotations().stream())
                .anyMatch(annotation -> annotation.className().equalsString("Lorg/junit/jupiter/api/Timeout;"));
        if (own) {
            return true;
        }
        String name = nameOf(model);
        ClassModel around = name.contains("$") ? byName.get(name.substring(0, name.lastIndexOf('$'))) : null;
        ClassModel above = model.superclass()
                .map(type -> byName.get(type.asInternalName().replace('/', '.')))
                .orElse(null);
        return Stream.of(around, above).anyMatch(next -> next != null && hasTimeLimit(next, byName));
    }

    /// The methods that need the flag `--enable-native-access`: the JDK marks them in its own
    /// classes.
    private static final class RestrictedMethods {

        private final Map<String, Set<String>> byClass = new HashMap<>();

        boolean contains(MemberRefEntry member) throws IOException {
            String owner = member.owner().asInternalName();
            if (!owner.startsWith("java/")) {
                return false;
            }
            return of(owner)
                    .contains(member.name().stringValue() + member.type().stringValue());
        }

        boolean looksRight() throws IOException {
            return of("java/lang/foreign/SymbolLookup").stream().anyMatch(method -> method.startsWith("libraryLookup("))
                    && of("java/lang/foreign/MemorySegment").stream()
                            .anyMatch(method -> method.startsWith("reinterpret("))
                    && of("java/lang/foreign/Linker").stream().anyMatch(method -> method.startsWith("downcallHandle("));
        }

        private Set<String> of(String owner) throws IOException {
            Set<String> known = byClass.get(owner);
            if (known == null) {
                known = read(owner);
                byClass.put(owner, known);
            }
            return known;
        }

        private static Set<String> read(String owner) throws IOException {
            try (InputStream bytes = Object.class.getResourceAsStream("/" + owner + ".class")) {
                if (bytes == null) {
                    return Set.of();
                }
                return ClassFile.of().parse(bytes.readAllBytes()).methods().stream()
                        .filter(method -> method.findAttribute(Attributes.runtimeVisibleAnnotations()).stream()
                                .flatMap(all -> all.annotations().stream())
                                .anyMatch(annotation ->
                                        annotation.className().equalsString("Ljdk/internal/javac/Restricted;")))
                        .map(method -> method.methodName().stringValue()
                                + method.methodType().stringValue())
                        .collect(toSet());
            }
        }
    }
}
