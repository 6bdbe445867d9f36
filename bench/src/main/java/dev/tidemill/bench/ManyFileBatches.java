package dev.tidemill.bench;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.file.BatchRead;
import dev.tidemill.file.ReadBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Batches of 1,000 reads of 4 KiB across 100 files with `O_DIRECT`, against fio on the same files.
///
/// ```sh
/// java -cp bench.jar dev.tidemill.bench.ManyFileBatches FOLDER
/// ```
///
/// fio is given the same shape (1,000 submitted at once, and all of them reaped before the next)
/// and the one it likes best (128 in flight, always). Tidemill has a second side: two batches, the
/// next of which is submitted before the results of the one before are taken. All sides in turn,
/// several rounds.
public final class ManyFileBatches {

    private static final int FILES = 100;
    private static final long FILE_BYTES = 8 * 1024 * 1024;
    private static final int BLOCK_BYTES = 4096;
    private static final int BATCH = 1000;
    private static final int ROUNDS = 7;
    private static final Duration ROUND = Duration.ofSeconds(2);

    private ManyFileBatches() {}

    public static void main(String[] arguments) throws Exception {
        List<Path> paths = files(Path.of(arguments[0]));
        List<AsyncFile> files = new ArrayList<>();
        for (Path path : paths) {
            files.add(AsyncFile.open(path, READ, AsyncOption.DIRECT).await());
        }
        var ours = new double[ROUNDS];
        var inTurn = new double[ROUNDS];
        var same = new double[ROUNDS];
        var steady = new double[ROUNDS];
        try (var batch = new ReadBatch();
                var other = new ReadBatch()) {
            var random = new SplittableRandom(1);
            double _ = read(files, batch, random) + readInTurn(files, batch, other, random); // warm
            for (int i = 0; i < ROUNDS; i++) {
                same[i] = fio(paths, BATCH, "--iodepth_batch_submit=" + BATCH, "--iodepth_batch_complete_min=" + BATCH);
                ours[i] = read(files, batch, random);
                steady[i] = fio(paths, 128);
                inTurn[i] = readInTurn(files, batch, other, random);
            }
        }
        for (AsyncFile file : files) file.close();
        System.out.printf(
                "%-22s %s reads/s%n", "Tidemill ReadBatch", Quartiles.of(ours).format(Numbers::rate));
        System.out.printf(
                "%-22s %s reads/s%n", "two in turn", Quartiles.of(inTurn).format(Numbers::rate));
        report("fio, batches of 1,000", same, ours);
        report("fio, 128 in flight", steady, ours);
        report("the same, two in turn", steady, inTurn);
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> paths = new ArrayList<>();
        byte[] content = new byte[(int) FILE_BYTES];
        for (int i = 0; i < FILES; i++) {
            Path path = folder.resolve("batch-" + i);
            if (!Files.exists(path) || Files.size(path) != FILE_BYTES) {
                new SplittableRandom(i).nextBytes(content);
                Files.write(path, content);
            }
            paths.add(path);
        }
        return paths;
    }

    /// @return reads a second
    private static double read(List<AsyncFile> files, ReadBatch batch, SplittableRandom random)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long reads = 0;
        for (; System.nanoTime() - begin < ROUND.toNanos(); reads += BATCH) {
            take(submit(files, batch, random));
            batch.clear();
        }
        return reads * 1e9 / (System.nanoTime() - begin);
    }

    /// The device has something to do while results are taken and while the last of a batch come.
    ///
    /// @return reads a second
    private static double readInTurn(List<AsyncFile> files, ReadBatch first, ReadBatch second, SplittableRandom random)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long reads = 0;
        ReadBatch older = first;
        ReadBatch newer = second;
        Iterable<BatchRead> coming = submit(files, older, random);
        for (; System.nanoTime() - begin < ROUND.toNanos(); reads += BATCH) {
            Iterable<BatchRead> next = submit(files, newer, random);
            take(coming);
            older.clear();
            coming = next;
            ReadBatch empty = older;
            older = newer;
            newer = empty;
        }
        take(coming);
        older.clear();
        return (reads + BATCH) * 1e9 / (System.nanoTime() - begin);
    }

    private static Iterable<BatchRead> submit(List<AsyncFile> files, ReadBatch batch, SplittableRandom random) {
        for (int i = 0; i < BATCH; i++) {
            long position = random.nextLong(FILE_BYTES / BLOCK_BYTES) * BLOCK_BYTES;
            batch.add(files.get(random.nextInt(FILES)), position, BLOCK_BYTES);
        }
        return batch.submit();
    }

    private static void take(Iterable<BatchRead> reads) throws IOException, InterruptedException {
        for (BatchRead read : reads) {
            if (read.await().byteSize() != BLOCK_BYTES) throw new AssertionError("a short read");
        }
    }

    private static double fio(List<Path> paths, int depth, String... options)
            throws SideFailedException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "fio",
                "--name=batches",
                "--output-format=json",
                "--filename=" + paths.stream().map(Path::toString).collect(Collectors.joining(":")),
                "--file_service_type=random:1",
                "--openfiles=" + FILES,
                "--rw=randread",
                "--bs=4k",
                "--norandommap",
                "--randrepeat=0",
                "--invalidate=0",
                "--gtod_reduce=1",
                "--direct=1",
                "--time_based",
                "--ramp_time=200ms",
                "--runtime=" + ROUND.toMillis() + "ms",
                "--ioengine=io_uring",
                "--iodepth=" + depth));
        command.addAll(List.of(options));
        Json read = Json.parse(ChildProcess.run(command, Duration.ofSeconds(30)).output())
                .get("jobs")
                .at(0)
                .get("read");
        return read.get("total_ios").number() * 1000 / read.get("runtime").number();
    }

    private static void report(String side, double[] rates, double[] ours) {
        var ratios = new double[rates.length];
        for (int i = 0; i < rates.length; i++) ratios[i] = ours[i] / rates[i];
        System.out.printf(
                "%-22s %s reads/s; Tidemill reads %s times as many%n",
                side,
                Quartiles.of(rates).format(Numbers::rate),
                Quartiles.of(ratios).format(Quartiles::ratio));
    }
}
