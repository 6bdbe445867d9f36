package dev.tidemill.file.model;

import dev.tidemill.Waiting;
import dev.tidemill.file.model.RandomFaults.Fault;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/// Rounds of steps, each of which begins when the one before is over.
final class Rounds {

    private static final int REMEMBERED = 6;

    private final Subject subject;
    private final RandomFaults faults;
    private final Random random;
    private final Deque<List<Step>> last = new ArrayDeque<>();
    private byte[] content = {};
    private long steps;

    Rounds(Subject subject, RandomFaults faults, Random random) {
        this.subject = subject;
        this.faults = faults;
        this.random = random;
    }

    void play(long most) throws Exception {
        while (steps < most) {
            List<Step> round = new ArrayList<>();
            try {
                play(round);
            } catch (AssertionError e) {
                throw new AssertionError("step " + steps + ": " + e.getMessage() + history(), e);
            }
        }
    }

    private String history() {
        var text = new StringBuilder();
        for (List<Step> round : last) {
            text.append("\nround:");
            for (Step step : round) text.append("\n  ").append(step);
        }
        return text.toString();
    }

    private void play(List<Step> round) throws Exception {
        subject.beginRound(content.length);
        int count = random.nextInt(3) == 0 ? 1 : 2 + random.nextInt(Content.TAGS - 2);
        for (int i = 0; i < count; i++) round.add(Steps.any(subject, i));
        if (last.size() == REMEMBERED) last.removeFirst();
        last.addLast(round);
        faults.turn(true);
        begin(round);
        for (Step step : round) step.awaitOutcome();
        List<Fault> met = faults.takeFaults();
        faults.turn(false);
        steps += count;
        for (Step step : round) {
            if (step.isDetached()) subject.renew();
            if (step.isCancelled() && !step.cancelRequested()) throw new AssertionError("nobody has cancelled " + step);
        }
        checkFaults(round, met);

        var changes = new Round(content, subject.isDirect());
        for (Step step : round) step.account(changes);
        subject.settle();
        Waiting.until(
                () -> subject.io().pendingOperations() == 0,
                () -> subject.io().pendingOperations() + " operations are pending");
        byte[] after = subject.content();
        for (Step step : round) step.check(changes);
        changes.check(after);
        content = after;
    }

    /// One after the other, or each on a thread of its own.
    private void begin(List<Step> round) throws InterruptedException {
        boolean together = random.nextInt(3) == 0;
        List<Thread> threads = new ArrayList<>();
        for (Step step : round) {
            boolean cancelled = step.isCancellable() && random.nextInt(8) == 0;
            boolean byToken = random.nextBoolean();
            int pause = random.nextInt(4) == 0 ? random.nextInt(5_000) : random.nextInt(50);
            Runnable beginning = () -> {
                step.begin();
                for (int i = 0; i < pause; i++) Thread.onSpinWait();
                if (cancelled) step.cancel(byToken);
            };
            if (together) threads.add(Thread.startVirtualThread(beginning));
            else beginning.run();
        }
        for (Thread thread : threads) thread.join();
    }

    /// Nothing fails without a reason, and what failed was told to somebody.
    private static void checkFaults(List<Step> round, List<Fault> met) {
        boolean closed = round.stream().anyMatch(CloseStep.class::isInstance);
        List<Step> failed = new ArrayList<>();
        for (Step step : round) {
            Exception failure = step.exception();
            if (failure == null || (failure instanceof ClosedChannelException && closed)) continue;
            if (!(failure instanceof IOException e)) throw new AssertionError("without a reason: " + step, failure);
            if (!step.explains(e)) failed.add(step);
        }
        if (!isExplained(failed, met, round)) {
            throw new AssertionError("what failed is " + met + ", and what was told " + failed);
        }
    }

    /// Whether each step has a fault of its own, and nobody need have been told of the others.
    private static boolean isExplained(List<Step> failed, List<Fault> met, List<Step> round) {
        if (failed.isEmpty()) return met.stream().allMatch(fault -> mayBeHidden(fault, round));
        Step step = failed.getFirst();
        for (Fault fault : met) {
            if (!isReason(fault, step)) continue;
            List<Fault> left = new ArrayList<>(met);
            left.remove(fault);
            if (isExplained(failed.subList(1, failed.size()), left, round)) return true;
        }
        return false;
    }

    private static boolean isReason(Fault fault, Step step) {
        return step.calls().contains(fault.call())
                && step.exception().getMessage().contains(fault.errno().name());
    }

    private static boolean mayBeHidden(Fault fault, List<Step> round) {
        return round.stream()
                .anyMatch(step -> step.hidesFaults() && step.calls().contains(fault.call()));
    }
}
