package dev.tidemill.nio;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.ChildJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Another program that locks a file, with the JDK's means.
final class LockingProgram implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    private LockingProgram(Process process) {
        this.process = process;
        this.answers = process.inputReader(UTF_8);
    }

    static LockingProgram start(Path file) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        ChildJvm.classPath(),
                        LockingProgram.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new LockingProgram(process);
    }

    void lock(long position, long size, boolean shared) throws IOException {
        ask("lock " + position + " " + size + " " + shared);
    }

    void unlock() throws IOException {
        ask("unlock");
    }

    private void ask(String what) throws IOException {
        process.getOutputStream().write((what + "\n").getBytes(UTF_8));
        process.getOutputStream().flush();
        String answer = answers.readLine();
        if (!"done".equals(answer)) throw new IOException(what + ": " + answer);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        process.getOutputStream().close();
        answers.close();
    }

    public static void main(String[] arguments) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        FileLock lock = null;
        try (var channel = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (String line; (line = in.readLine()) != null; ) {
                String[] words = line.split(" ");
                if (words[0].equals("lock")) {
                    lock = channel.lock(
                            Long.parseLong(words[1]), Long.parseLong(words[2]), Boolean.parseBoolean(words[3]));
                } else if (lock != null) {
                    lock.release();
                }
                System.out.println("done");
            }
        }
    }
}
