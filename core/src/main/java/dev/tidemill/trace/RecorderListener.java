package dev.tidemill.trace;

import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;

/// Has the JDK's flight recorder ask for the counts of tasks, once there is a recording.
///
/// Not a part of the event's class: loading that would load the recorder.
final class RecorderListener implements FlightRecorderListener {

    private static final AtomicBoolean ADDED = new AtomicBoolean();

    private RecorderListener() {}

    static void addOnce() {
        if (ADDED.compareAndSet(false, true)) FlightRecorder.addListener(new RecorderListener());
    }

    @Override
    public void recorderInitialized(FlightRecorder recorder) {
        FlightRecorder.addPeriodicEvent(TaskCountsEvent.class, TaskCountsEvent::tell);
    }
}
