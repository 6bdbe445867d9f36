package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;

/// Something else than a new operation for the owner of a ring to do.
final class Request implements Inbox.Letter {

    private final Runnable action;
    private Inbox.@Nullable Letter link;

    Request(Runnable action) {
        this.action = action;
    }

    @Override
    public void deliver() {
        action.run();
    }

    @Override
    public Inbox.@Nullable Letter link() {
        return link;
    }

    @Override
    public void link(Inbox.@Nullable Letter letter) {
        link = letter;
    }
}
