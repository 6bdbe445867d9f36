package dev.tidemill.transfer.manifest;

import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A line of a manifest is no checksum of a file. Those after it can be read.
public final class MalformedManifestException extends FileSystemException {

    private static final long serialVersionUID = 1;

    private final long line;

    MalformedManifestException(Path manifest, long line, String reason) {
        super(manifest.toString(), null, "line " + line + ": " + reason);
        this.line = line;
    }

    /// Its number; the first is 1.
    public long line() {
        return line;
    }
}
