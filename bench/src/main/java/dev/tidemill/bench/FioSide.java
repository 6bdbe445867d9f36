package dev.tidemill.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// fio's random reads of 4 KiB. It measures itself, after a short ramp.
///
/// @param engine fio's `ioengine`
/// @param options beyond those that all sides have in common
record FioSide(String name, String engine, List<String> options) implements Side {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Override
    public Running open(Case work, Place place, CompareOptions compare)
            throws SideFailedException, InterruptedException {
        try {
            ChildProcess.run(List.of("fio", "--version"), LIMIT).output();
        } catch (SideFailedException _) {
            throw new SideFailedException("fio is missing (apt-get install fio)");
        }
        List<String> command = new ArrayList<>(List.of(
                "fio",
                "--name=compare",
                "--output-format=json",
                "--filename=" + place.data(),
                "--rw=randread",
                "--bs=4k",
                "--norandommap",
                "--randrepeat=0",
                "--invalidate=0",
                "--gtod_reduce=1",
                "--time_based",
                "--ramp_time=200ms",
                "--runtime=" + compare.round().toMillis() + "ms",
                "--direct=" + (work.workload().direct() ? 1 : 0),
                "--ioengine=" + engine));
        if (!engine.equals("psync")) command.add("--iodepth=" + work.workload().depth());
        command.addAll(options);
        return _ -> sample(ChildProcess.run(command, LIMIT.plus(compare.round())));
    }

    /// The CPU time is that of the job, without fio's own process around it.
    private static Sample sample(ChildProcess fio) {
        Json job = Json.parse(fio.output()).get("jobs").at(0);
        Json read = job.get("read");
        double elapsed = read.get("runtime").number() * 1e6;
        double busy = (job.get("usr_cpu").number() + job.get("sys_cpu").number()) / 100;
        return Sample.of(read.get("total_ios").number(), elapsed, busy * elapsed);
    }
}
