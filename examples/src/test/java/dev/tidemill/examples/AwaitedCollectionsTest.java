package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AwaitedCollectionsTest {

    @Test
    void theNextCollectionIsAwaited() throws Exception {
        assertThat(Printed.by(() -> AwaitedCollections.main(new String[0])))
                .singleElement()
                .asString()
                .matches("\\d+: .+");
    }
}
