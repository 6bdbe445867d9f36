package dev.tidemill.file;

import static java.util.stream.Collectors.toCollection;
import static org.junit.platform.commons.support.HierarchyTraversalMode.TOP_DOWN;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasses;

import dev.tidemill.Backend;
import dev.tidemill.ChildJvm;
import dev.tidemill.SeccompFilter;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.UnavailabilityCause;
import dev.tidemill.blocking.BlockingOnChosenEngine;
import dev.tidemill.flow.FlowOnChosenEngine;
import dev.tidemill.linux.Errno;
import dev.tidemill.process.ExitsOnChosenEngine;
import dev.tidemill.stream.SinksOnChosenEngine;
import dev.tidemill.stream.SourcesOnChosenEngine;
import dev.tidemill.text.LinesOnChosenEngine;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/// Everything that is promised about files, directories, streams, text and processes, in a JVM of
/// its own, on the engine that the library chooses there.
///
/// @param engine what was chosen
/// @param limit why not io_uring
/// @param message the same in words
/// @param passed the tests that did
/// @param notMade tests that could not be made there, by the reason why
/// @param failed tests that failed, and how
record ContractInChild(
        String engine,
        String limit,
        String message,
        Set<String> passed,
        Map<String, Set<String>> notMade,
        Map<String, String> failed) {

    /// The contract without a choice of engine. It has no name of a test, so that nobody runs it
    /// but the child.
    static final class ChosenEngine extends FileContract {
        @Override
        public TidemillConfig config() {
            return TidemillConfig.DEFAULT;
        }
    }

    /// The same for directories.
    static final class Directories extends DirectoryContract {
        @Override
        public TidemillConfig config() {
            return TidemillConfig.DEFAULT;
        }
    }

    /// The same for streams with buffers. To meet errors it must know the engine that is chosen.
    static final class BufferedStreams extends BufferedStreamContract {
        @Override
        public TidemillConfig config() {
            return TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE);
        }
    }

    private static final Class<?>[] SUITE = {
        ChosenEngine.class,
        Directories.class,
        BufferedStreams.class,
        SourcesOnChosenEngine.class,
        SinksOnChosenEngine.class,
        LinesOnChosenEngine.class,
        FlowOnChosenEngine.class,
        SharedEngineTest.class,
        ExitsOnChosenEngine.class,
        BlockingOnChosenEngine.class
    };

    /// What takes too long for more than one engine.
    private static final String LONG = "long";

    /// The names of all tests there are.
    static Set<String> tests() {
        return Arrays.stream(SUITE)
                .flatMap(type -> AnnotationSupport.findAnnotatedMethods(type, Test.class, TOP_DOWN).stream())
                .filter(test -> Arrays.stream(test.getAnnotationsByType(Tag.class))
                        .noneMatch(tag -> tag.value().equals(LONG)))
                .map(Method::getName)
                .collect(toCollection(TreeSet::new));
    }

    /// Starts the child, without the privileges of root, and waits for its end.
    ///
    /// @param report a file for what the child says
    /// @param refusal what the system answers to io_uring; empty if it is up to the options
    /// @param options of the `java` command
    static ContractInChild run(Path report, Optional<Errno> refusal, String... options) throws Exception {
        int errno = refusal.map(Errno::number).orElse(0);
        ChildJvm.Result result = ChildJvm.with(options)
                .withoutPrivileges()
                .atMost(Duration.ofMinutes(5))
                .run(ContractInChild.class, report.toString(), Integer.toString(errno));
        if (result.status() != 0) throw new AssertionError("status " + result.status() + ": " + result.output());
        return read(Files.readAllLines(report));
    }

    private static ContractInChild read(List<String> lines) {
        var child = new ContractInChild(
                lines.get(0), lines.get(1), lines.get(2), new TreeSet<>(), new TreeMap<>(), new TreeMap<>());
        for (String line : lines.subList(3, lines.size())) {
            String[] columns = line.split("\t", 3);
            String test = columns[1];
            String why = columns[2];
            switch (columns[0]) {
                case "SUCCESSFUL" -> child.passed.add(test);
                case "ABORTED" ->
                    child.notMade
                            .computeIfAbsent(why.replaceFirst("^Assumption failed: ", ""), _ -> new TreeSet<>())
                            .add(test);
                default -> child.failed.put(test, why);
            }
        }
        return child;
    }

    // The child.

    public static void main(String[] arguments) throws Throwable {
        int refusal = Integer.parseInt(arguments[1]);
        if (refusal != 0) SeccompFilter.forbidUring(Errno.of(refusal));
        var report = new Report();
        try (Tidemill io = Tidemill.start(TidemillConfig.DEFAULT)) {
            UnavailabilityCause cause = io.unavailabilityCause().orElseThrow();
            report.lines.addAll(List.of(io.backend().toString(), cause.limit().toString(), cause.message()));
        }
        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClasses(SUITE))
                                .filters(TagFilter.excludeTags(LONG))
                                .build(),
                        report);
        Files.write(Path.of(arguments[0]), report.lines);
        System.exit(0); // whatever still runs: its test has failed
    }

    /// One line for each test, and for each class that failed as a whole.
    private static final class Report implements TestExecutionListener {

        final List<String> lines = new ArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (!test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) return;
            boolean aborted = result.getStatus() == TestExecutionResult.Status.ABORTED;
            String why = result.getThrowable()
                    .map(thrown -> aborted ? thrown.getMessage() : thrown.toString())
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
}
