package dev.tidemill.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PausesTest {

    private static final List<String> LOG = List.of(
            "[0.005s][info][gc] Using G1",
            "[0.101s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->1M(256M) 1.500ms",
            "[0.151s][info][gc] GC(1) Pause Full (System.gc()) 23M->1M(256M) 8.250ms",
            "[0.201s][info][gc] GC(2) Pause Full (System.gc()) 23M->1M(256M) 7.000ms",
            "[0.251s][info][gc] GC(3) Pause Young (Concurrent Start) (G1 Evacuation Pause) 23M->1M(256M) 0.125ms",
            "[0.252s][info][gc] GC(4) Concurrent Mark Cycle",
            "[0.253s][info][gc] GC(4) Pause Remark 3M->3M(256M) 0.500ms",
            "[0.254s][info][gc] GC(4) Concurrent Mark Cycle 2.345ms");

    @Test
    void completeCollectionsAreToldFromThePausesBehindThem() {
        Pauses pauses = Pauses.in(LOG);
        assertEquals(List.of(8.25, 7.0), pauses.complete());
        assertEquals(List.of(0.125, 0.5), pauses.other());
    }

    @Test
    void theFirstOnesCanBeLeftOut() {
        assertEquals(List.of(7.0), Pauses.in(LOG).ofLast(1).complete());
        assertEquals(List.of(8.25, 7.0), Pauses.in(LOG).ofLast(3).complete());
    }
}
