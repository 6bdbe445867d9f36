package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What tasks cost in memory: there may be a million of them.
///
/// The numbers are those of a JVM that compresses references.
@Timeout(60)
class TaskFootprintTest {

    private static final int COUNT = 100_000;

    private final MethodHandle allocatedBytes = allocatedBytes();
    private final Object[] kept = new Object[COUNT]; // so that nothing is optimized away

    /// The module of these tests does not read the one of the management interface.
    private static MethodHandle allocatedBytes() {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            return MethodHandles.publicLookup()
                    .unreflect(Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes"))
                    .bindTo(threads)
                    .asType(MethodType.methodType(long.class));
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private double bytesEach(Supplier<?> made) throws Throwable {
        for (int i = 0; i < COUNT; i++) {
            kept[i] = made.get(); // load and link what is needed
        }
        long before = (long) allocatedBytes.invokeExact();
        for (int i = 0; i < COUNT; i++) {
            kept[i] = made.get();
        }
        return ((long) allocatedBytes.invokeExact() - before) / (double) COUNT;
    }

    @BeforeEach
    void referencesAreCompressed() throws Throwable {
        assumeTrue(bytesEach(() -> new Object[100]) < 500, "references are not compressed in this JVM");
    }

    private static void assertBytes(int expected, double measured) {
        assertTrue(measured > expected - 0.5 && measured < expected + 0.5, measured + " bytes, expected " + expected);
    }

    @Test
    void aTaskHasOneField() {
        var fields = Arrays.stream(Task.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(Field::getName)
                .toList();
        assertEquals(1, fields.size(), fields::toString);
        assertEquals(Object.class, Task.class.getSuperclass());
    }

    @Test
    void aCompletedTaskIsOneSmallObject() throws Throwable {
        String value = "value";
        Supplier<Task<String>> withValue = () -> Task.completed(value);
        Supplier<Task<Void>> withNull = () -> Task.completed(null);
        assertBytes(16, bytesEach(withValue));
        assertBytes(0, bytesEach(withNull));
    }

    @Test
    void waitingForACompletedTaskAllocatesNothing() throws Throwable {
        Task<String> task = Task.completed("value");
        assertBytes(0, bytesEach(task::join));
        assertBytes(0, bytesEach(() -> {
            try {
                return task.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }));
    }

    @Test
    void aSourceIsTwoSmallObjects() throws Throwable {
        Supplier<TaskSource<String>> source = TaskSource::new;
        assertBytes(32, bytesEach(source));
    }

    /// The task that comes out of it, and an adapter of the function, which the compiler may leave
    /// out.
    @Test
    void whatComesOutOfACompletedTaskIsSmall() throws Throwable {
        Task<String> task = Task.completed("value");
        Supplier<Task<String>> applied = () -> task.thenApply(value -> value);
        Supplier<Task<String>> same = () -> task.thenCompose(_ -> task);
        double bytes = bytesEach(applied);
        assertTrue(bytes < 32.5, () -> bytes + " bytes");
        assertSame(task, same.get());
    }

    /// A source and its task, what comes out of it, the node and the adapter of the function, and a
    /// cascade of 24 bytes.
    @Test
    void aFunctionOfAPendingTaskTakesFewSmallObjects() throws Throwable {
        double bytes = bytesEach(() -> {
            var source = new TaskSource<String>();
            Task<String> applied = source.task().thenApplyAsync(value -> value, Tasks.inline());
            assertTrue(source.succeed("value"));
            return applied.join();
        });
        assertTrue(bytes < 144.5, () -> bytes + " bytes");
    }

    @Test
    void aRegistrationIsOneSmallObject() throws Throwable {
        var token = new CancellationSource().token();
        Task<String> task = new TaskSource<String>().task();
        double bytes = bytesEach(() -> {
            var registration = token.onCancel(task);
            assertTrue(registration.unregister());
            return registration;
        });
        assertTrue(bytes < 32.5, () -> bytes + " bytes");
        assertBytes(0, bytesEach(() -> CancellationToken.none().onCancel(task)));
    }
}
