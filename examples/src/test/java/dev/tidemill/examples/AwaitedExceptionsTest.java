package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitedExceptionsTest {

    @Test
    void exceptionsThatSomebodyCatchesAreSeen() throws Exception {
        assertThat(Printed.by(() -> AwaitedExceptions.main(new String[0])))
                .contains("sum: 4")
                .filteredOn(line -> line.contains(" threw java.lang.NumberFormatException: "))
                .extracting(line -> line.substring(line.indexOf('"')))
                .containsExactly("\"two\"", "\"four\"");
    }

    @Test
    void anErrorIsSeenToo() throws Exception {
        assertThat(Printed.by(() -> AwaitedExceptions.showWhile(() -> {
                    try {
                        throw new AssertionError("wrong");
                    } catch (AssertionError e) {
                        System.out.println("caught");
                    }
                })))
                .contains("caught")
                .anyMatch(line -> line.endsWith(" threw java.lang.AssertionError: wrong"));
    }
}
