package dev.tidemill.examples;

import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What can go wrong, and how it is told.
final class Failures {

    private Failures() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> paths = Arrays.stream(arguments).map(Path::of).toList();
        for (Path path : paths) System.out.println(path + ": " + tryToRead(path));
        report(paths).forEach(System.out::println);
    }

    /// The JDK's own exceptions, where one fits.
    static String tryToRead(Path path) throws InterruptedException {
        try {
            return AsyncFiles.readString(path).await().length() + " characters";
        } catch (NoSuchFileException e) {
            return "is not there";
        } catch (AccessDeniedException e) {
            return "is not for us";
        } catch (CharacterCodingException e) {
            return "is not UTF-8";
        } catch (IOException e) {
            return e.toString(); // with path, operation, error, and what helps
        }
    }

    /// All failures of many tasks: the first is thrown, the others are suppressed exceptions of it.
    static List<String> report(List<Path> paths) throws InterruptedException {
        List<Task<String>> reads = paths.stream().map(AsyncFiles::readString).toList();
        List<String> messages = new ArrayList<>();
        try {
            Tasks.whenAll(reads).await();
        } catch (IOException e) {
            messages.add(e.getMessage());
            for (Throwable other : e.getSuppressed()) messages.add(other.getMessage());
        }
        return messages;
    }
}
