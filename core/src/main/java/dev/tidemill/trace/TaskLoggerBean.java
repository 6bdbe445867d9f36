package dev.tidemill.trace;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.ObjectName;

/// [TaskLogger] for the platform's MBean server. Nothing else here needs the management interface,
/// so its classes are loaded by those who want it.
final class TaskLoggerBean implements TaskLoggerMXBean {

    static final String NAME = "dev.tidemill:type=TaskLogger";

    private TaskLoggerBean() {}

    static void register() {
        try {
            var _ = ManagementFactory.getPlatformMBeanServer()
                    .registerMBean(new TaskLoggerBean(), new ObjectName(NAME));
        } catch (InstanceAlreadyExistsException e) {
            return; // by an earlier call
        } catch (JMException e) {
            throw new IllegalStateException(NAME + " could not be registered: " + e.getMessage(), e);
        }
    }

    @Override
    public String getLevel() {
        return TaskLogger.level().name();
    }

    @Override
    public void setLevel(String level) {
        TaskLogger.level(TaskLogger.Level.valueOf(level.toUpperCase(Locale.ROOT)));
    }

    @Override
    public long getStarted() {
        return TaskLogger.counts().started();
    }

    @Override
    public long getEnded() {
        return TaskLogger.counts().ended();
    }

    @Override
    public long getAbandoned() {
        return TaskLogger.counts().abandoned();
    }

    @Override
    public Map<String, Long> getPendingByKind() {
        return TaskLogger.counts().pendingByKind();
    }

    @Override
    public List<Row> pending(int most) {
        return TaskLogger.oldest(most).stream().map(TaskLoggerBean::row).toList();
    }

    @Override
    public String pendingTable(int most) {
        return PendingTask.table(TaskLogger.oldest(most));
    }

    @Override
    public String pendingJson(int most) {
        return PendingTask.json(TaskLogger.oldest(most));
    }

    private static Row row(PendingTask task) {
        return new Row(
                task.kind(),
                task.description(),
                task.tag().orElse(""),
                task.caller().map(StackTraceElement::toString).orElse(""),
                task.started().toString(),
                task.age().toMillis() / 1_000.0,
                task.path().orElse(""),
                task.position().orElse(-1),
                task.length().orElse(-1),
                task.state().toString(),
                task.thread().orElse(""),
                task.waiters());
    }
}
