package dev.tidemill.file.model;

import java.util.List;

/// The operations, and how often each comes.
enum Steps {
    READ(12),
    READ_FULLY(12),
    BATCH(4),
    WRITE(14),
    WRITE_FULLY(14),
    APPEND(6),
    APPEND_FULLY(6),
    TRUNCATE(8),
    ALLOCATE(4),
    SIZE(6),
    FORCE(2),
    EVICT(3),
    READ_PIECES(4),
    READ_PIECES_FULLY(4),
    WRITE_PIECES(4),
    WRITE_PIECES_FULLY(4),
    WRITE_BATCH(4),
    SOURCE(4),
    SINK(4),
    PUNCH(5),
    ZERO(3),
    ALLOCATE_RANGE(3),
    SEEK(5),
    EXTENTS(3),
    COPY_OUT(4),
    COPY_IN(4),
    COPY_WITHIN(5),
    LOCK(6),
    WRITE_BACK(2),
    WHOLE_READ(4),
    WHOLE_WRITE(1),
    CLOSE(1);

    private final int weight;

    Steps(int weight) {
        this.weight = weight;
    }

    /// What can be mixed with transfers past the page cache: those alone see each other's bytes at
    /// once.
    private static final List<Steps> DIRECT = List.of(
            READ,
            READ_FULLY,
            BATCH,
            WRITE,
            WRITE_FULLY,
            TRUNCATE,
            ALLOCATE,
            SIZE,
            FORCE,
            CLOSE,
            READ_PIECES,
            READ_PIECES_FULLY,
            WRITE_PIECES,
            WRITE_PIECES_FULLY,
            WRITE_BATCH,
            SOURCE,
            SINK,
            PUNCH,
            ZERO,
            ALLOCATE_RANGE,
            SEEK,
            EXTENTS,
            LOCK,
            WRITE_BACK);

    /// @param tag which step of its round it is
    static Step any(Subject subject, int tag) {
        List<Steps> choice = subject.isDirect() ? DIRECT : List.of(values());
        int drawn = subject.random()
                .nextInt(choice.stream().mapToInt(kind -> kind.weight).sum());
        for (Steps kind : choice) {
            drawn -= kind.weight;
            if (drawn < 0) return kind.make(subject, tag);
        }
        throw new AssertionError(drawn);
    }

    private Step make(Subject subject, int tag) {
        return switch (this) {
            case READ -> new ReadStep(subject, false);
            case READ_FULLY -> new ReadStep(subject, true);
            case BATCH -> new BatchStep(subject);
            case WRITE -> new WriteStep(subject, false);
            case WRITE_FULLY -> new WriteStep(subject, true);
            case APPEND -> new AppendStep(subject, false, tag);
            case APPEND_FULLY -> new AppendStep(subject, true, tag);
            case TRUNCATE -> new TruncateStep(subject);
            case ALLOCATE -> new AllocateStep(subject);
            case SIZE -> new SizeStep(subject);
            case FORCE -> new ForceStep(subject);
            case EVICT -> new EvictStep(subject);
            case READ_PIECES -> new ReadPiecesStep(subject, false);
            case READ_PIECES_FULLY -> new ReadPiecesStep(subject, true);
            case WRITE_PIECES -> new WritePiecesStep(subject, false);
            case WRITE_PIECES_FULLY -> new WritePiecesStep(subject, true);
            case WRITE_BATCH -> new WriteBatchStep(subject);
            case SOURCE -> new SourceStep(subject);
            case SINK -> new SinkStep(subject);
            case PUNCH -> new PunchStep(subject);
            case ZERO -> new ZeroStep(subject);
            case ALLOCATE_RANGE -> new AllocateRangeStep(subject);
            case SEEK -> new SeekStep(subject);
            case EXTENTS -> new ExtentsStep(subject);
            case COPY_OUT -> new CopyOutStep(subject, tag);
            case COPY_IN -> new CopyInStep(subject, tag);
            case COPY_WITHIN -> new CopyWithinStep(subject);
            case LOCK -> new LockStep(subject);
            case WRITE_BACK -> new WriteBackStep(subject);
            case WHOLE_READ -> new WholeReadStep(subject);
            case WHOLE_WRITE -> new WholeWriteStep(subject);
            case CLOSE -> new CloseStep(subject);
        };
    }
}
