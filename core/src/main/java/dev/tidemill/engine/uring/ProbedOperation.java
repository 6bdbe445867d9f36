package dev.tidemill.engine.uring;

import static dev.tidemill.engine.uring.ProbedFile.BLOCK;
import static dev.tidemill.linux.Fcntl.*;

import dev.tidemill.annotation.Nullable;
import java.util.function.Consumer;

/// The operations that the library gives to rings, each in the ways that make a difference to file
/// systems.
enum ProbedOperation {
    READ_CACHED("cached read", ProbedOperation::written, ProbedOperation::read),
    READ_UNCACHED(
            "uncached read",
            file -> {
                written(file);
                file.forget();
            },
            ProbedOperation::read),
    READ_DIRECT(
            "O_DIRECT read",
            file -> {
                written(file);
                file.sync();
                file.reopen(O_RDONLY | O_DIRECT);
            },
            ProbedOperation::read),
    WRITE("write of new bytes", file -> file.create(0), ProbedOperation::write),
    OVERWRITE(
            "overwrite",
            file -> {
                written(file);
                file.age();
            },
            ProbedOperation::write),
    OVERWRITE_AGAIN("overwrite within a clock tick", OVERWRITE, ProbedOperation::written, ProbedOperation::write),
    WRITE_DIRECT("O_DIRECT write of new bytes", file -> file.create(O_DIRECT), ProbedOperation::write),
    OVERWRITE_DIRECT(
            "O_DIRECT overwrite",
            file -> {
                writtenDirectly(file);
                file.age();
            },
            ProbedOperation::write),
    OVERWRITE_DIRECT_AGAIN(
            "O_DIRECT overwrite within a clock tick",
            OVERWRITE_DIRECT,
            file -> {
                writtenDirectly(file);
                file.write();
            },
            ProbedOperation::write),
    OVERWRITE_DIRECT_CACHED(
            "O_DIRECT overwrite of cached bytes",
            OVERWRITE_DIRECT,
            file -> {
                written(file);
                file.sync();
                file.reopen(O_RDWR | O_DIRECT);
                file.age();
            },
            ProbedOperation::write),
    FSYNC("fsync", ProbedOperation::written, (sqe, file) -> SqeEncoder.fsync(sqe, file.fd(), false)),
    OPEN(
            "open",
            file -> {
                file.create(0);
                file.closeDescriptor();
            },
            (sqe, file) -> SqeEncoder.open(sqe, file.name, O_RDONLY | O_CLOEXEC, 0)),
    CREATE(
            "open that creates",
            _ -> {},
            (sqe, file) -> SqeEncoder.open(sqe, file.name, O_RDWR | O_CREAT | O_CLOEXEC, 0600)),
    TRUNCATE("truncate", ProbedOperation::written, (sqe, file) -> SqeEncoder.ftruncate(sqe, file.fd(), 1)),
    CLOSE("close", ProbedOperation::written, (sqe, file) -> SqeEncoder.close(sqe, file.fd()));

    @FunctionalInterface
    private interface Encoding {
        void encode(long sqe, ProbedFile file);
    }

    private final String label;

    /// Worth telling only if it is executed in another place than this one; null: always.
    final @Nullable ProbedOperation variantOf;

    private final Consumer<ProbedFile> arrangement;
    private final Encoding encoding;

    ProbedOperation(String label, Consumer<ProbedFile> arrangement, Encoding encoding) {
        this(label, null, arrangement, encoding);
    }

    ProbedOperation(
            String label, @Nullable ProbedOperation variantOf, Consumer<ProbedFile> arrangement, Encoding encoding) {
        this.label = label;
        this.variantOf = variantOf;
        this.arrangement = arrangement;
        this.encoding = encoding;
    }

    /// Brings the file into the state that the operation is about.
    void arrange(ProbedFile file) {
        arrangement.accept(file);
    }

    void encode(long sqe, ProbedFile file) {
        encoding.encode(sqe, file);
    }

    /// @throws NotPossible if it failed
    void completed(int result, ProbedFile file) {
        if (result < 0) throw NotPossible.refused(label, result);
        if (this == OPEN || this == CREATE) file.fd(result);
        if (this == CLOSE) file.fd(-1);
    }

    @Override
    public String toString() {
        return label;
    }

    private static void written(ProbedFile file) {
        file.create(0);
        file.write();
    }

    private static void writtenDirectly(ProbedFile file) {
        file.create(O_DIRECT);
        file.write();
        file.sync();
    }

    private static void read(long sqe, ProbedFile file) {
        SqeEncoder.read(sqe, file.fd(), file.memory, BLOCK, 0);
    }

    private static void write(long sqe, ProbedFile file) {
        SqeEncoder.write(sqe, file.fd(), file.memory, BLOCK, 0);
    }
}
