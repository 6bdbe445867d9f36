package dev.tidemill.transfer;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasses;

import dev.tidemill.linux.LibC;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// The contracts of copies as a program of their own, for what a JVM has once and for all: whether
/// it may call the system. Says what became of each test.
final class ContractProgram {

    private static final Class<?>[] SUITE = {
        JdkTreeCopyTest.class,
        JdkTreeSettingsTest.class,
        PortableContinuedTest.class,
        PortableCopyTest.class,
        PortableExistingTest.class,
        PortablePauseTest.class,
        PortableWayTest.class,
        ArchiveTest.class,
    };

    private ContractProgram() {}

    public static void main(String[] arguments) throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add(LibC.isAvailable() ? "with system calls" : "without system calls");
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClasses(SUITE))
                                .build(),
                        new Report(lines));
        Files.write(Path.of(arguments[0]), lines);
        System.exit(0); // whatever still runs: its test has failed
    }

    private record Report(List<String> lines) implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) return;
            boolean isAborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
            String why = result.getThrowable()
                    .map(thrown -> isAborted ? String.valueOf(thrown.getMessage()) : thrown.toString())
                    .orElse("");
            add(result.getStatus().toString(), test, why);
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            add("SKIPPED", test, reason);
        }

        private void add(String outcome, TestIdentifier test, String why) {
            String name = test.getSource()
                    .filter(MethodSource.class::isInstance)
                    .map(MethodSource.class::cast)
                    .map(MethodSource::getMethodName)
                    .orElse(test.getDisplayName());
            lines.add(outcome + "\t" + name + "\t" + why.replaceAll("\\R", " "));
        }
    }

    /// The program without native access, and where it reports.
    static List<String> line(Path report) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx512m",
                "--illegal-native-access=deny",
                "-cp",
                classPath(),
                ContractProgram.class.getName(),
                report.toString());
    }

    /// Ours, where the library may be a module, with the classes of tests that it is patched with.
    private static String classPath() {
        String base = System.getProperty("basedir");
        return Stream.of(
                        base == null ? null : base + "/target/test-classes",
                        System.getProperty("jdk.module.path"),
                        System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
