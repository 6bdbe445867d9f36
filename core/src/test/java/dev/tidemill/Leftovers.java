package dev.tidemill;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a test must not leave behind: threads of the library, and open descriptors.
public final class Leftovers {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    /// They serve the whole program.
    private static final Set<String> SHARED_THREADS = Set.of("tidemill-cleaner", "tidemill-handler", "tidemill-timer");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Map<Integer, String> descriptors = descriptors();
    private final Set<Thread> threads = threads();

    private Leftovers() {}

    /// Looks at what is there.
    public static Leftovers before() {
        return new Leftovers();
    }

    static {
        try {
            SocketChannel.open(StandardProtocolFamily.UNIX).close(); // the JDK keeps a socket from the first one on
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Waits for threads that are on their way out, and says what is there that was not there
    /// [#before()].
    public void assertNone() throws InterruptedException {
        for (Thread thread : threads()) {
            if (!threads.contains(thread) && !thread.join(PATIENCE)) {
                throw new AssertionError("the thread " + thread.getName() + " is still there");
            }
        }
        Waiting.until(
                () -> newDescriptors().isEmpty(),
                () -> "open descriptors that were not there before: " + newDescriptors());
    }

    private Map<Integer, String> newDescriptors() {
        Map<Integer, String> now = descriptors();
        now.entrySet().removeAll(descriptors.entrySet());
        return now;
    }

    /// Numbers and what is behind them, without those that the JVM opens when it likes.
    public static Map<Integer, String> descriptors() {
        Map<Integer, String> found = new TreeMap<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(DESCRIPTORS)) {
            for (Path entry : entries) {
                try {
                    String target = Files.readSymbolicLink(entry).toString();
                    if (!isOfTheJvm(target))
                        found.put(Integer.valueOf(entry.getFileName().toString()), target);
                } catch (NoSuchFileException | NotLinkException e) {
                    continue; // closed since it was listed
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return found;
    }

    private static boolean isOfTheJvm(String target) {
        return target.endsWith(".jar")
                || target.endsWith("/lib/modules")
                || target.endsWith("/fd") // the listing itself
                || target.equals("/dev/random")
                || target.equals("/dev/urandom");
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidemill-"))
                .filter(thread -> !SHARED_THREADS.contains(thread.getName()))
                .collect(Collectors.toSet());
    }
}
