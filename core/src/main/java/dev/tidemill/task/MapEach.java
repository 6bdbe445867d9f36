package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.function.Function;

/// A task for each item, given when it is done; see [Tasks#mapEach].
final class MapEach<T, R> extends Completions<R> {

    private final Puller puller;

    private MapEach(Source<T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        puller = new Puller(source, maxInFlight, function);
    }

    static <T, R> Completions<R> of(
            Source<T> source,
            int maxInFlight,
            Function<? super T, ? extends Task<? extends R>> function,
            CancellationToken token) {
        MapEach<T, R> each = new MapEach<>(source, maxInFlight, function);
        each.endOn(token);
        each.puller.begin().forget();
        return each;
    }

    @Override
    void taken(@Nullable Cascade cascade) {
        puller.inFlight.release(cascade);
    }

    @Override
    void left(CancellationReason why) {
        puller.cancel(why);
    }

    @Override
    public void close() {
        super.close();
        if (!puller.isDone()) {
            Waiter.parkUninterruptibly(puller);
        }
    }

    private final class Puller extends Pulling<T, Void> {

        Puller(Source<T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
            super(source, maxInFlight, function, false, true);
        }

        @Override
        @SuppressWarnings("unchecked") // it is one the function gave
        void ended(Task<?> task, long number, @Nullable Cascade cascade) {
            give((Task<R>) task, cascade);
        }

        @Override
        void over(Object finalState) {
            end(finalState instanceof Unsuccessful why ? why : ALL_GIVEN, null);
        }

        @Override
        @Nullable
        Void result() {
            return null;
        }

        @Override
        protected String describe() {
            return "mapEach";
        }
    }
}
