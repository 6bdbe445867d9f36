package dev.tidemill.engine.portable;

/// What jobs wait for: those of one lane may wait for the same thing, so they do not hold up those
/// of another.
///
/// Lanes are values; equal ones are the same lane. What a record would have of itself to compare
/// them is made when it is first used, which takes longer than to copy a small file.
///
/// @param of the mount, the stream or the name that may not answer
/// @param inOrder whether its jobs are done one after the other
record Lane(Object of, boolean inOrder) {

    /// Of everything on one mount.
    static Lane ofMount(int mount) {
        return new Lane(mount, false);
    }

    /// Of a file that may keep its users waiting for as long as it likes: nothing else is to wait
    /// with them.
    ///
    /// @param direction of the stream; what reads does not wait for what writes
    static Lane ofStream(Object stream, boolean writes) {
        return new Lane(new Side(stream, writes), true);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Lane(Object theirs, boolean isTheirsInOrder)
                && of.equals(theirs)
                && inOrder == isTheirsInOrder;
    }

    @Override
    public int hashCode() {
        return 2 * of.hashCode() + (inOrder ? 1 : 0);
    }

    private record Side(Object stream, boolean writes) {}
}
