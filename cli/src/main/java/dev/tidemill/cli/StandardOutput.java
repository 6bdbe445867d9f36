package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.PrintStream;

/// The standard output, which remembers that something could not be written: a [PrintStream] keeps
/// that to itself, and half of what was asked for would look like all of it.
final class StandardOutput extends FilterOutputStream {

    private volatile @Nullable IOException failure;

    private StandardOutput() {
        super(new FileOutputStream(FileDescriptor.out));
    }

    /// From now on [System#out] is one.
    static StandardOutput install() {
        StandardOutput output = new StandardOutput();
        System.setOut(new PrintStream(new BufferedOutputStream(output), true, System.out.charset()));
        return output;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if (failure == null) failure = e;
            throw e;
        }
    }

    /// What went wrong first; null if nothing did, or whoever read it has enough, as `head` has.
    @Nullable
    IOException failure() {
        System.out.flush();
        IOException first = failure;
        return first == null || "Broken pipe".equals(first.getMessage()) ? null : first;
    }
}
