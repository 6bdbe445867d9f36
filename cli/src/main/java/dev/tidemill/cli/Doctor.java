package dev.tidemill.cli;

import dev.tidemill.Backend;
import dev.tidemill.Diagnosis;
import dev.tidemill.TidemillConfig;
import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// `tidemill doctor`: whether asynchronous input and output works on this machine, and if not, what
/// is in the way and what to do about it.
final class Doctor implements Callable<Integer> {

    private static final int WORKS = 0;
    private static final int PORTABLE = 1;

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("doctor");
    private final Options options = new Options(spec);

    private final Supplier<@Nullable Path> directory;
    private final EngineOption engine;
    private final BooleanSupplier json;
    private final BooleanSupplier noSpeed;

    Doctor() {
        directory = options.pathParameter(
                "DIRECTORY", "Where the files are that matter: file systems differ (default: the current directory).");
        engine = new EngineOption(options);
        options.help("Show this help and exit.");
        json = options.flag("--json", "Write JSON, for programs.");
        noSpeed = options.flag("--no-speed", "Do not measure how fast it is.");
        spec.usageMessage()
                .description(
                        "Says whether true asynchronous input and output works here, and if not, which limit is in"
                                + " the way and what to do.",
                        "",
                        "It makes small files in DIRECTORY, one of 64 MiB to measure the speed, and removes them.")
                .parameterListHeading("%n")
                .exitCodeListHeading(ExitCodes.HEADING)
                .exitCodeList(UsageMessageSpec.keyValuesMap(
                        "0:io_uring works",
                        "1:the portable engine runs instead, or nothing could be found out",
                        ExitCodes.WRONG_USE));
    }

    CommandSpec spec() {
        return spec;
    }

    /// What it all came to, as JSON has it.
    ///
    /// @param works whether io_uring runs
    private record Result(
            boolean works, Diagnosis diagnosis, @Nullable DoctorSpeed speed) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        TidemillConfig config = engine.config();
        Diagnosis diagnosis = diagnosis(config);
        PrintWriter out = spec.commandLine().getOut();
        boolean works = diagnosis.backend() == Backend.IO_URING;
        if (json.getAsBoolean()) {
            DoctorSpeed speed = noSpeed.getAsBoolean() ? null : DoctorSpeed.measure(config, diagnosis);
            out.println(Json.of(new Result(works, diagnosis, speed)));
        } else {
            var report = new DoctorReport(out, System.out.charset());
            report.show(diagnosis, config);
            out.flush(); // the measurements take a while
            if (!noSpeed.getAsBoolean()) report.show(DoctorSpeed.measure(config, diagnosis));
            report.showAdvice(diagnosis.advice());
        }
        out.flush();
        return works ? WORKS : PORTABLE;
    }

    private Diagnosis diagnosis(TidemillConfig config) throws InterruptedException {
        Path given = directory.get();
        Path directory = given == null ? Path.of(".") : given;
        String name = new Names(System.err.charset()).of(directory);
        try {
            return Diagnosis.of(config, directory);
        } catch (NoSuchFileException e) {
            throw options.wrong("there is no directory " + name);
        } catch (NotDirectoryException e) {
            throw options.wrong(name + " is no directory");
        } catch (IOException e) {
            throw options.wrong(name + " cannot be examined: " + e);
        }
    }
}
