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
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidemill doctor`: whether asynchronous input and output works on this machine, and if not, what
/// is in the way and what to do about it.
@Command(
        name = "doctor",
        addMethodSubcommands = false,
        description = {
            "Says whether true asynchronous input and output works here, and if not, which limit is in the way and"
                    + " what to do.",
            "",
            "It makes small files in DIRECTORY, one of 64 MiB to measure the speed, and removes them."
        },
        parameterListHeading = "%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:io_uring works",
            "1:the portable engine runs instead, or nothing could be found out",
            "2:wrong use"
        })
final class Doctor implements Callable<Integer> {

    private static final int WORKS = 0;
    private static final int PORTABLE = 1;

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOption engine;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    @SuppressWarnings("unused") // by picocli
    private boolean help;

    @Option(names = "--json", description = "Write JSON, for programs.")
    private boolean json;

    @Option(names = "--no-speed", description = "Do not measure how fast it is.")
    private boolean noSpeed;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIRECTORY",
            defaultValue = ".",
            description = "Where the files are that matter: file systems differ (default: the current directory).")
    private Path directory;

    Doctor() {}

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
        if (json) {
            DoctorSpeed speed = noSpeed ? null : DoctorSpeed.measure(config, diagnosis);
            out.println(Json.of(new Result(works, diagnosis, speed)));
        } else {
            var report = new DoctorReport(out, System.out.charset());
            report.show(diagnosis, config);
            out.flush(); // the measurements take a while
            if (!noSpeed) report.show(DoctorSpeed.measure(config, diagnosis));
            report.showAdvice(diagnosis.advice());
        }
        out.flush();
        return works ? WORKS : PORTABLE;
    }

    private Diagnosis diagnosis(TidemillConfig config) throws InterruptedException {
        String name = new Names(System.err.charset()).of(directory);
        try {
            return Diagnosis.of(config, directory);
        } catch (NoSuchFileException e) {
            throw new ParameterException(spec.commandLine(), "there is no directory " + name, e);
        } catch (NotDirectoryException e) {
            throw new ParameterException(spec.commandLine(), name + " is no directory", e);
        } catch (IOException e) {
            throw new ParameterException(spec.commandLine(), name + " cannot be examined: " + e, e);
        }
    }
}
