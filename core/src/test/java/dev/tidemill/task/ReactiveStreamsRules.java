package dev.tidemill.task;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.TestAbortedException;
import org.reactivestreams.tck.TestEnvironment;
import org.testng.SkipException;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.BeforeMethod;
import org.testng.annotations.Test;

/// The tests of the Reactive Streams kit, which are TestNG's, as JUnit's: one for each rule, with
/// the number of the rule in its name. They fail and are skipped as those do.
public final class ReactiveStreamsRules {

    private ReactiveStreamsRules() {}

    /// Waits up to 5 s for what must come, and 20 ms to see that nothing comes. An error has to
    /// come within the 1 s after which it is looked for: the kit looks only once, since it takes
    /// the negative of the time that is left (`=-`).
    public static TestEnvironment environment() {
        return new TestEnvironment(5_000, 20, 1_000);
    }

    public static Stream<DynamicTest> of(Object verification) {
        return Arrays.stream(verification.getClass().getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .filter(rule -> !rule.getName().startsWith("untested_")) // there to be read
                .sorted(Comparator.comparing(Method::getName))
                .map(rule -> DynamicTest.dynamicTest(rule.getName(), () -> {
                    callAll(verification, BeforeClass.class);
                    callAll(verification, BeforeMethod.class);
                    try {
                        call(verification, rule);
                    } finally {
                        callAll(verification, AfterClass.class);
                    }
                }));
    }

    private static void callAll(Object verification, Class<? extends Annotation> kind) throws Throwable {
        for (Method method : verification.getClass().getMethods()) {
            if (method.isAnnotationPresent(kind)) {
                call(verification, method);
            }
        }
    }

    private static void call(Object verification, Method method) throws Throwable {
        try {
            method.invoke(verification);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SkipException skipped) {
                throw new TestAbortedException(skipped.getMessage());
            }
            throw e.getCause();
        }
    }
}
