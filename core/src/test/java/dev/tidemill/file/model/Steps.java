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
    WHOLE_READ(4),
    WHOLE_WRITE(1),
    CLOSE(1);

    private final int weight;

    Steps(int weight) {
        this.weight = weight;
    }

    /// What can be mixed with transfers past the page cache: those alone see each other's bytes at
    /// once.
    private static final List<Steps> DIRECT =
            List.of(READ, READ_FULLY, BATCH, WRITE, WRITE_FULLY, TRUNCATE, ALLOCATE, SIZE, FORCE, CLOSE);

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
            case WHOLE_READ -> new WholeReadStep(subject);
            case WHOLE_WRITE -> new WholeWriteStep(subject);
            case CLOSE -> new CloseStep(subject);
        };
    }
}
