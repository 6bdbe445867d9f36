package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ColoursTest {

    @Test
    void theEnvironmentSaysWhetherTheyAreWelcome() {
        assertThat(Colours.areWelcome(null, "xterm")).isTrue();
        assertThat(Colours.areWelcome("", "xterm")).isTrue();
        assertThat(Colours.areWelcome("1", "xterm")).isFalse();
        assertThat(Colours.areWelcome(null, "dumb")).isFalse();
        assertThat(Colours.areWelcome(null, null)).isFalse();
    }

    @Test
    void textIsColouredOnlyIfItIsWanted() {
        assertThat(Colours.of("always").red("x")).isEqualTo("\033[31mx\033[m");
        assertThat(Colours.of("always").red("")).isEmpty();
        assertThat(Colours.of("never").red("x")).isEqualTo("x");
        assertThat(Colours.NONE.green("x")).isEqualTo("x");
    }
}
