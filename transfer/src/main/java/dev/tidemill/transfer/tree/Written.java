package dev.tidemill.transfer.tree;

/// Which entry of a run has written, or is about to replace, what a number stands for. A file
/// system may not tell two names apart, upper from lower case or one way to write an accent from
/// another: the second entry then finds what the first one wrote, and must not take its place. All
/// threads.
final class Written {

    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    /// In pairs: what, and who; 0 and 0 if it is free.
    private long[] pairs = new long[8];

    private int count;

    /// @param what not 0
    /// @param who not 0
    /// @return whether it is theirs now, or was before
    synchronized boolean claim(long what, long who) {
        int place = place(what);
        if (pairs[place] == what && pairs[place + 1] != 0) return pairs[place + 1] == who;
        take(what, who);
        return true;
    }

    /// It is nobody's, and its number may soon be that of something else.
    synchronized void leave(long what) {
        int place = place(what);
        if (pairs[place] == what) pairs[place + 1] = 0;
    }

    /// It is theirs now, whoever had it: what had this number before is gone.
    synchronized void take(long what, long who) {
        int place = place(what);
        if (pairs[place] == what) pairs[place + 1] = who;
        else put(place, what, who);
    }

    private int place(long what) {
        int mask = pairs.length / 2 - 1;
        int index = (int) ((what * SPREAD) >>> 33) & mask;
        while (pairs[2 * index] != 0 && pairs[2 * index] != what) index = (index + 1) & mask;
        return 2 * index;
    }

    private void put(int place, long what, long who) {
        pairs[place] = what;
        pairs[place + 1] = who;
        count++;
        if (3 * count > pairs.length) grow();
    }

    private void grow() {
        long[] old = pairs;
        pairs = new long[2 * old.length];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] == 0) continue;
            int place = place(old[i]);
            pairs[place] = old[i];
            pairs[place + 1] = old[i + 1];
        }
    }
}
