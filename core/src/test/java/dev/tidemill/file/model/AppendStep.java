package dev.tidemill.file.model;

/// A write through a file that was opened to append: whatever its position, it goes to the end.
final class AppendStep extends WriteStep {

    private final int tag;

    AppendStep(Subject subject, boolean whole, int tag) {
        super(subject, whole, subject.appender(), subject.position(), subject.tagged(tag));
        this.tag = tag;
    }

    @Override
    void account(Round round, int certain, int possible) {
        round.appended(tag, content, certain, possible);
    }

    @Override
    String describe() {
        return "appending " + super.describe();
    }
}
