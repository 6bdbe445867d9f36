package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ColumnsTest {

    @Test
    void someCharactersTakeTwoColumnsAndSomeNone() {
        assertThat(Columns.of("name")).isEqualTo(4);
        assertThat(Columns.of("\u65E5\u672C")).isEqualTo(4);
        assertThat(Columns.of("\uD83D\uDE00")).isEqualTo(2);
        assertThat(Columns.of("e\u0301")).isEqualTo(1);
    }

    @Test
    void textIsFilledUpOrLosesItsBeginning() {
        assertThat(Columns.fit("name", 6)).isEqualTo("name  ");
        assertThat(Columns.fit("name", 4)).isEqualTo("name");
        assertThat(Columns.fit("directory/name", 7)).isEqualTo("...name");
        assertThat(Columns.fit("directory/\u65E5\u672C", 6)).isEqualTo("...\u672C ");
        assertThat(Columns.fit("directory/\uD83D\uDE00", 5)).isEqualTo("...\uD83D\uDE00");
        assertThat(Columns.fit("name", 2)).isEqualTo("..");
    }

    @Test
    void textThatIsCutIsNeverTooWide() {
        assertThat(Columns.cut("name", 10)).isEqualTo("name");
        assertThat(Columns.cut("name", 3)).isEqualTo("nam");
        assertThat(Columns.cut("\u65E5\u672C", 3)).isEqualTo("\u65E5");
        assertThat(Columns.cut("name", 0)).isEmpty();
    }

    @Test
    void coloursTakeNoRoomAndEndWhereTextIsCut() {
        String coloured = "\033[32mab\033[mcd";
        assertThat(Columns.of(coloured)).isEqualTo(4);
        assertThat(Columns.cut(coloured, 4)).isEqualTo(coloured);
        assertThat(Columns.cut(coloured, 1)).isEqualTo("\033[32ma\033[m");
        assertThat(Columns.cut(coloured, 3)).isEqualTo("\033[32mab\033[mc");
    }
}
