package dev.tidemill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Lets the sides of each case take turns: A, B, C, A, B, C, ... Each round has its lock and its
/// preparation, and every other round goes backwards, so that nobody always follows the same rival.
final class Comparison {

    private record Turn(Side side, Side.Running running) {}

    private final CompareOptions options;
    private final StringBuilder report = new StringBuilder();

    Comparison(CompareOptions options) {
        this.options = options;
    }

    /// Runs the chosen cases; false if a side of one could not be measured.
    boolean run() throws IOException, InterruptedException {
        List<Case> chosen = Cases.ALL.stream()
                .filter(work -> options.only()
                        .map(only -> only.matcher(work.name()).find())
                        .orElse(true))
                .toList();
        List<Result> results = new ArrayList<>();
        try (var place = new Place(options.directory(), options.dataBytes(), options.files())) {
            var cleaner = new Thread(() -> close(place), "cleaner");
            Runtime.getRuntime().addShutdownHook(cleaner);
            say("making the data in " + options.directory());
            place.requireData();
            for (Case work : chosen) place.requireTree(work.workload().fileBytes());
            place.touchMemory();
            print("## Comparison\n\n" + Machine.describe(place, options) + "\n");
            if (options.quick()) print("A smoke test: too short, and too small, for numbers that mean something.\n\n");
            for (Case work : chosen) {
                Result result = new Result(work);
                run(result, place);
                results.add(result);
                print(Report.table(result, options.round()));
            }
            print(Report.goals(results));
            print("Load after: " + Machine.loadAverage() + "\n");
            Runtime.getRuntime().removeShutdownHook(cleaner);
        }
        return results.stream().allMatch(result -> result.failures().isEmpty());
    }

    private void run(Result result, Place place) throws IOException, InterruptedException {
        Case work = result.work();
        List<Turn> turns = new ArrayList<>();
        try (var _ = work.preparation().isOfData() ? new PinnedFile(place.data()) : null) {
            prepareRound(work, place);
            for (Side side : work.sides()) {
                say(work.name() + ": " + side.name() + " warms up");
                try {
                    turns.add(new Turn(side, side.open(work, place, options)));
                } catch (SideFailedException e) {
                    fail(result, side, e);
                }
            }
            int rounds = options.pairs().orElse(work.pairs());
            for (int round = 0; round < rounds; round++) {
                say("%s: round %d of %d".formatted(work.name(), round + 1, rounds));
                takeTurns(result, place, round % 2 == 0 ? turns : turns.reversed());
            }
        } finally {
            for (Turn turn : turns) turn.running.close();
        }
    }

    /// A side that fails loses its place in `turns`.
    private static void takeTurns(Result result, Place place, List<Turn> turns)
            throws IOException, InterruptedException {
        try (var _ = place.lock()) {
            prepareRound(result.work(), place);
            for (Turn turn : List.copyOf(turns)) {
                switch (result.work().preparation()) {
                    case ROOM_FOR_A_COPY -> place.touchMemory();
                    case TREE_EVICTED ->
                        place.evictTree(result.work().workload().fileBytes());
                    case NOTHING, FILE_CACHED, TREE_CACHED -> {}
                }
                try {
                    result.add(turn.side, place.withFreshDirectory(turn.running));
                } catch (SideFailedException e) {
                    fail(result, turn.side, e);
                    turns.remove(turn);
                    turn.running.close();
                }
            }
            if (result.work().preparation() == Preparation.FILE_CACHED && !place.isDataCached()) {
                result.addUncachedRound();
            }
        }
    }

    private static void prepareRound(Case work, Place place) throws IOException {
        switch (work.preparation()) {
            case NOTHING -> {}
            case FILE_CACHED, ROOM_FOR_A_COPY -> place.cacheData();
            case TREE_CACHED -> place.cacheTree(work.workload().fileBytes());
            case TREE_EVICTED -> {}
        }
    }

    private static void fail(Result result, Side side, SideFailedException e) {
        say(result.work().name() + ": " + side.name() + " failed: " + e.reason());
        result.fail(side, e.reason());
    }

    private static void say(String progress) {
        System.err.println(progress);
    }

    private void print(String markdown) throws IOException {
        System.out.print(markdown);
        System.out.flush();
        report.append(markdown);
        if (options.output().isPresent()) Files.writeString(options.output().get(), report);
    }

    /// When the comparison is interrupted.
    private static void close(Place place) {
        try {
            place.close();
        } catch (IOException e) {
            Path left = place.runDirectory();
            System.err.println(left + " could not be removed: " + e.getMessage());
        }
    }
}
