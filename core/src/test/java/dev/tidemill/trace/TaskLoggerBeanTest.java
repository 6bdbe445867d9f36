package dev.tidemill.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.ChildJvm;
import dev.tidemill.Tidemill;
import dev.tidemill.program.Program;
import dev.tidemill.task.Task;
import dev.tidemill.trace.TaskLogger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.Attribute;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskLoggerBeanTest {

    private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

    @AfterEach
    void recordNothing() {
        TaskLogger.level(Level.OFF);
    }

    private static ObjectName name() throws Exception {
        return new ObjectName("dev.tidemill:type=TaskLogger");
    }

    @Test
    void aToolSeesWhatIsPending() throws Exception {
        TaskLogger.registerMXBean();
        TaskLogger.registerMXBean(); // once more does no harm
        server.setAttribute(name(), new Attribute("Level", "caller"));
        assertThat(TaskLogger.level()).isEqualTo(Level.CALLER);
        assertThat(server.getAttribute(name(), "Level")).isEqualTo("CALLER");
        Task<Void> pause = Program.pause(Duration.ofHours(1)).tag("seen by a tool");
        try {
            Object[] most = {1_000};
            String[] types = {"int"};
            var rows = (CompositeData[]) server.invoke(name(), "pending", most, types);
            assertThat(rows).anySatisfy(row -> {
                assertThat(row.get("tag")).isEqualTo("seen by a tool");
                assertThat(row.get("kind")).isEqualTo("delay");
                assertThat(row.get("position")).isEqualTo(-1L);
                assertThat(row.get("caller").toString()).contains("Program.java:");
                assertThat((String[]) row.get("waiters")).isEmpty();
            });
            assertThat(server.invoke(name(), "pendingTable", most, types).toString())
                    .contains("seen by a tool");
            assertThat(JsonChecker.parse(
                            server.invoke(name(), "pendingJson", most, types).toString()))
                    .asString()
                    .contains("seen by a tool");
            assertThat((Long) server.getAttribute(name(), "Started")).isPositive();
            assertThat(server.getAttribute(name(), "PendingByKind").toString()).contains("delay");
            assertThat((Long) server.getAttribute(name(), "Ended")).isNotNegative();
            assertThat((Long) server.getAttribute(name(), "Abandoned")).isNotNegative();
        } finally {
            pause.cancel();
        }
    }

    @Test
    void aLevelThatIsNoneIsRefused() throws Exception {
        TaskLogger.registerMXBean();
        assertThatThrownBy(() -> server.setAttribute(name(), new Attribute("Level", "much")))
                .isInstanceOf(RuntimeMBeanException.class);
    }

    /// Prints the level, and whether there is a bean once an engine runs.
    static final class Look {

        public static void main(String[] arguments) throws Exception {
            System.out.println(TaskLogger.level());
            Tidemill.shared();
            System.out.println(ManagementFactory.getPlatformMBeanServer().isRegistered(name()));
        }
    }

    @Test
    void aPropertySetsTheLevelAtTheStart() throws Exception {
        assertThat(look("-Dtidemill.pending=caller").lines()).containsExactly("CALLER", "true");
        assertThat(look("-Dtidemill.pending=off").lines()).containsExactly("OFF", "false");
        assertThat(look("-Dtidemill.pending=all"))
                .contains("tidemill.pending is all; must be one of [off, count, pending, caller]")
                .contains("OFF\nfalse");
    }

    private static String look(String option) throws Exception {
        ChildJvm.Result result =
                ChildJvm.with("--enable-native-access=ALL-UNNAMED", option).run(Look.class);
        assertThat(result.status()).isZero();
        return result.output();
    }
}
