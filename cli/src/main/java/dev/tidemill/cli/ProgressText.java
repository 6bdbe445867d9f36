package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Progress;
import dev.tidemill.transfer.RunningFile;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is shown of work that runs, and of a copy that has ended.
final class ProgressText {

    private static final int MOST_ROWS = 4;

    /// Shorter files come and go faster than anybody can read.
    private static final long SHORTEST_FILE_SHOWN = 8 << 20;

    private static final int FEWEST_NAME_COLUMNS = 12;
    private static final int FEWEST_BAR_COLUMNS = 10;
    private static final String GAP = "   ";

    private final Names names;
    private final Colours colours;
    private final Words words;
    private final char done;
    private final char toDo;

    /// Which file each row is of, by its copy; null if it is empty. A file stays in its row, and
    /// the block does not shrink: what jumps cannot be read.
    private final List<@Nullable Path> rows = new ArrayList<>();

    /// What differs from one kind of work to another.
    ///
    /// @param toDo "copy", of what there is to do
    /// @param failed "failed", of files that were done, and not well
    record Words(String toDo, String failed) {
        static final Words OF_COPY = new Words("copy", "failed");
        static final Words OF_VERIFICATION = new Words("verify", "not good");
    }

    /// @param charset of the terminal
    ProgressText(Charset charset, Words words, Colours colours) {
        this.words = words;
        this.names = new Names(charset);
        this.colours = colours;
        boolean hasBlocks = charset.newEncoder().canEncode("█░");
        this.done = hasBlocks ? '█' : '#';
        this.toDo = hasBlocks ? '░' : '.';
    }

    /// The lines of one moment.
    ///
    /// @param isStopping whether somebody has asked to stop
    List<String> block(Progress progress, List<RunningFile> running, int columns, boolean isStopping) {
        List<String> lines = rows(running, columns);
        lines.add(isStopping ? "stopping" : bar(progress, columns));
        lines.add(fitting(numbers(progress), columns - 1));
        return lines;
    }

    private synchronized List<String> rows(List<RunningFile> running, int columns) {
        Map<Path, RunningFile> shown = new LinkedHashMap<>();
        for (RunningFile file : running) {
            if (file.totalBytes() >= SHORTEST_FILE_SHOWN) shown.put(file.target(), file);
        }
        List<Path> others = new ArrayList<>(shown.keySet());
        others.removeAll(rows);
        for (int i = 0; i < rows.size(); i++) {
            if (!shown.containsKey(rows.get(i))) rows.set(i, others.isEmpty() ? null : others.removeFirst());
        }
        while (rows.size() < MOST_ROWS && !others.isEmpty()) rows.add(others.removeFirst());
        List<String> lines = new ArrayList<>();
        for (Path row : rows) {
            RunningFile file = shown.get(row);
            lines.add(file == null ? "" : row(file, columns));
        }
        return lines;
    }

    /// As many as there is room for, and at least the first.
    private static String fitting(List<String> parts, int columns) {
        StringBuilder line = new StringBuilder(parts.getFirst());
        for (String part : parts.subList(1, parts.size())) {
            if (line.length() + GAP.length() + part.length() > columns) break;
            line.append(GAP).append(part);
        }
        return line.toString();
    }

    /// The name takes what the numbers leave; if that is too little, there are fewer numbers.
    private String row(RunningFile file, int columns) {
        String numbers = numbers(file).stream()
                .filter(each -> columns - 1 - each.length() - 1 >= FEWEST_NAME_COLUMNS)
                .findFirst()
                .orElseGet(() -> percent(file));
        int nameColumns = Math.max(FEWEST_NAME_COLUMNS, columns - 1 - numbers.length() - 1);
        return Columns.fit(names.of(file.source()), nameColumns) + " " + numbers;
    }

    /// From the longest to the shortest.
    private static List<String> numbers(RunningFile file) {
        String total = Quantities.bytes(file.totalBytes());
        if (file.isSyncing())
            return List.of("%42s".formatted(total + " to the device"), "%18s".formatted("to the device"));
        String percent = percent(file);
        String rate = "%12s".formatted(Quantities.rate(file.bytesPerSecond()));
        String bytes = "%10s of%9s".formatted(Quantities.bytes(file.transferredBytes()), total);
        return List.of(percent + rate + "  " + bytes, percent + rate, percent);
    }

    private static String percent(RunningFile file) {
        return "%5s".formatted(Quantities.percent((double) file.transferredBytes() / file.totalBytes()));
    }

    private String bar(Progress progress, int columns) {
        Optional<Double> fraction = progress.fraction();
        if (fraction.isEmpty()) return "counting what there is to " + words.toDo;
        String percent = "%6s".formatted(Quantities.percent(fraction.get()));
        int width = Math.max(FEWEST_BAR_COLUMNS, columns - 1 - percent.length());
        int filled = (int) (fraction.get() * width);
        return colours.green(String.valueOf(done).repeat(filled))
                + colours.faint(String.valueOf(toDo).repeat(width - filled))
                + percent;
    }

    /// One line of a log.
    String line(Progress progress) {
        return progress.fraction().map(f -> Quantities.percent(f) + ", ").orElse("")
                + String.join(", ", numbers(progress));
    }

    /// What matters most comes first.
    private List<String> numbers(Progress progress) {
        List<String> parts = new ArrayList<>();
        String of = progress.isTotalKnown() ? " of " : " of at least ";
        parts.add(Quantities.bytes(progress.transferredBytes()) + of + Quantities.bytes(progress.totalBytes()));
        parts.add(Quantities.rate(progress.bytesPerSecond()));
        if (progress.fraction().equals(Optional.of(1.0))) parts.add("finishing");
        else progress.remaining().ifPresent(left -> parts.add(Quantities.estimate(left) + " left"));
        if (progress.failedFiles() > 0) parts.add(Quantities.count(progress.failedFiles()) + " " + words.failed);
        parts.add(Quantities.count(progress.files()) + of + Quantities.files(progress.totalFiles()));
        return parts;
    }

    /// The last line of all.
    ///
    /// @param dryRun whether nothing was really copied
    String summary(Progress progress, boolean dryRun) {
        String files = Quantities.files(progress.files() - progress.keptFiles());
        String others = progress.keptFiles() == 0 ? "" : "; " + Quantities.count(progress.keptFiles()) + " kept";
        if (progress.failedFiles() > 0) others += "; " + Quantities.count(progress.failedFiles()) + " failed";
        if (dryRun) return "would copy " + files + ", " + Quantities.bytes(progress.totalBytes()) + others;
        String amount = "%s in %s, %s"
                .formatted(
                        Quantities.bytes(progress.transferredBytes()),
                        Quantities.duration(progress.elapsed()),
                        Quantities.rate(progress.meanBytesPerSecond()));
        return switch (progress.state()) {
            case CANCELLED -> "stopped after " + files + ", " + amount + others + "; none is half copied";
            case SUCCEEDED, FAILED, WAITING, RUNNING, PAUSED -> "copied " + files + ", " + amount + others;
        };
    }
}
