package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class WrongUseTest {

    private static String complaint(String... arguments) {
        StringWriter err = new StringWriter();
        assertThat(Main.commandLine(arguments).setErr(new PrintWriter(err)).execute(arguments))
                .isEqualTo(2);
        return err.toString().lines().findFirst().orElse("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "copy a b --durble | there is no option --durble; is it --durable?",
                "copy a b --nothing-of-the-kind=1 | there is no option --nothing-of-the-kind",
                "copy a b --limt-rat=1 | there is no option --limt-rat; is it --limit-rate?",
                "copy a b -Z | there is no option -Z",
                "copy a b --no-p | --no-p may be any of --no-preserve, --no-progress",
                "copy a b --durable=yes | --durable takes no value",
                "copy a b --jobs | --jobs lacks its value: --jobs=N",
                "copy a b --jobs=x | --jobs is x; must be a number from 1 to 1024",
                "copy a b --jobs=0 | --jobs is 0; must be a number from 1 to 1024",
                "copy a b -j1025 | --jobs is 1025; must be a number from 1 to 1024",
                "copy a b --suffix= | --suffix is ''; must be 1 to 64 characters without a slash",
                "copy a b --exclude | --exclude of what?",
                "copy a b --cache x | --cache is x; must be one of none, normal, spare",
                "copy a | where is a to be copied to?",
                "copy | what is to be copied, and where?",
                "verify a b --checksum=foo | --checksum is foo; must be one of SHA256, SHA512, SHA384, SHA224, SHA1,"
                        + " MD5, CRC32C",
                "doctor . b | what is b? There is an argument too many",
                "copi a b | there is no command copi; there are copy, verify, doctor, completion, man"
            })
    void isSaidInWordsOfTheCommandLine(String line, String complaint) {
        assertThat(complaint(line.split(" "))).isEqualTo("tidemill: " + complaint);
    }

    /// As arguments come: each character one byte.
    private static String bytewise(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatWasGivenIsShownAsItWasGiven() {
        Names names = new Names(StandardCharsets.UTF_8);
        assertThat(Arguments.asGiven("--jobs is " + bytewise("fünf 五"), names)).isEqualTo("--jobs is fünf 五");
        assertThat(Arguments.asGiven("fünf 五", names)).isEqualTo("fünf 五");
        assertThat(Arguments.asGiven("\u001B[31m\n", names)).isEqualTo("\\x1B[31m\\n");
    }
}
