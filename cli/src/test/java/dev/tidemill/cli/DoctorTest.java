package dev.tidemill.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.Diagnosis;
import dev.tidemill.Diagnosis.Advice;
import dev.tidemill.TidemillConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The command as programs and people meet it.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class DoctorTest {

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void theExitCodeSaysWhetherUringWorks() throws Exception {
        boolean works = Diagnosis.of(TidemillConfig.DEFAULT, directory).backend() == Backend.IO_URING;

        assertThat(run("--engine=auto", "--no-speed", directory.toString())).isEqualTo(works ? 0 : 1);
        assertThat(out.toString()).startsWith(works ? "io_uring works here." : "io_uring does not work here.");
    }

    @Test
    void thePortableEngineIsNotWhatWasAskedFor() {
        assertThat(run("--engine=portable", "--no-speed", directory.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("the portable engine was chosen");
    }

    @Test
    void wrongUseIsSaidWithItsReason() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(run("--engine=fast", directory.toString())).isEqualTo(2);
        assertThat(err.toString()).startsWith("the engine is fast; must be auto, io_uring or portable");
        assertThat(run(directory.resolve("missing").toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no directory " + directory.resolve("missing"));
        assertThat(run(file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains(file + " is no directory");
        assertThat(run("one", "two")).isEqualTo(2);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void jsonHasTheWholeDiagnosis() {
        run("--json", "--no-speed", directory.toString());

        Map<String, Object> result = JsonText.object(out.toString());
        assertThat(result).containsOnlyKeys("works", "diagnosis", "speed").containsEntry("speed", null);
        Map<String, Object> diagnosis = JsonText.member(result, "diagnosis");
        assertThat(diagnosis)
                .containsOnlyKeys("host", "backend", "unavailabilityCause", "rings", "limits", "storage", "advice")
                .containsEntry("backend", result.get("works").equals(true) ? "io_uring" : "portable");
        assertThat(JsonText.member(diagnosis, "host")).containsKeys("system", "architecture", "processors", "java");
        assertThat(JsonText.member(diagnosis, "storage")).containsEntry("directory", directory.toString());
    }

    @Test
    void speedIsMeasuredAndNothingIsLeft() throws Exception {
        for (String engine : List.of("auto", "portable")) {
            out.getBuffer().setLength(0);
            run("--json", "--engine", engine, directory.toString());

            Map<String, Object> speed = JsonText.member(JsonText.object(out.toString()), "speed");
            assertThat(speed).containsEntry("problem", null);
            assertThat((Double) speed.get("fileBytes")).isGreaterThanOrEqualTo(4096);
            assertThat((List<?>) speed.get("reads"))
                    .hasSizeGreaterThanOrEqualTo(3)
                    .allSatisfy(reads -> assertThat((Double) ((Map<?, ?>) reads).get("nanosEach"))
                            .isPositive());
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void linesFitIntoEightyColumns() {
        run(directory.toString());

        assertThat(out.toString().lines().filter(line -> !line.startsWith("Storage:")))
                .allSatisfy(
                        line -> assertThat(line).hasSizeLessThanOrEqualTo(80).isEqualTo(line.stripTrailing()));
    }

    @Test
    void aTerminalWithoutSignsGetsLetters() throws Exception {
        Diagnosis diagnosis = Diagnosis.of(directory);

        assertThat(report(diagnosis, US_ASCII)).matches("\\p{ASCII}+").contains("-> do that");
        assertThat(report(diagnosis, UTF_8)).contains("→ do that");
        assumeTrue(diagnosis.rings().isPresent(), "there is no io_uring here");
        assertThat(report(diagnosis, US_ASCII)).contains("  ok io_uring  ");
        assertThat(report(diagnosis, UTF_8)).contains("  ✓  io_uring  ");
    }

    private static String report(Diagnosis diagnosis, Charset charset) {
        var text = new StringWriter();
        var out = new PrintWriter(text);
        var report = new DoctorReport(out, charset);
        report.show(diagnosis, TidemillConfig.DEFAULT);
        report.showAdvice(List.of(new Advice("this is bad", "do that")));
        out.flush();
        return text.toString();
    }

    private int run(String... arguments) {
        return new CommandLine(new Doctor().spec())
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }
}
