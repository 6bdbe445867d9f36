package dev.tidemill.file.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// What steps that ran at the same time may have done to a file.
///
/// Each step says what it certainly did and what it may have done. Then the round knows, for the
/// size of the file and for each of its bytes, what may be there at the end, and what a read may
/// have met meanwhile: of two writes to the same byte either's, of a write and a cut the byte or a
/// zero, of appends each whole and in order. With one step alone that leaves a single answer.
final class Round {

    private final byte[] before;
    private final boolean direct;
    private final List<Written> writes = new ArrayList<>();
    private final List<Cut> cuts = new ArrayList<>();
    private final List<Grown> growths = new ArrayList<>();
    private final List<Appended> appends = new ArrayList<>();
    private final List<Copied> copies = new ArrayList<>();

    /// @param before what is in the file, which the round does not change
    /// @param direct whether writes go past the page cache
    Round(byte[] before, boolean direct) {
        this.before = before;
        this.direct = direct;
    }

    /// The first `certain` of `bytes` were written, and of those behind them some, at most to
    /// `possible`.
    private record Written(long position, byte[] bytes, int certain, int possible) {

        long certainEnd() {
            return position + certain;
        }

        long possibleEnd() {
            return position + possible;
        }

        byte at(long index) {
            return bytes[(int) (index - position)];
        }
    }

    /// As [Written], with what was at `from` at that time.
    private record Copied(long from, long position, int certain, int possible) {

        boolean mayHold(long index) {
            return index >= position && index < position + possible;
        }
    }

    private record Cut(long size, boolean certain) {}

    /// To a size in a range, unless it was larger.
    ///
    /// @param leastAfterCut the same if the file was cut meanwhile: of several calls some may have
    ///     come before the cut, and they come in any order
    private record Grown(long least, long most, long leastAfterCut) {}

    /// As [Written], wherever the end of the file was.
    ///
    /// @param tag which the bytes carry; see [Content]
    private record Appended(int tag, byte[] bytes, int certain, int possible) {}

    /// Bytes were written from `position` on: certainly the first `certain`, none behind
    /// `possible`.
    void wrote(long position, byte[] bytes, int certain, int possible) {
        if (possible == 0) return;
        writes.add(new Written(position, bytes, certain, possible));
        grewWith(position, certain, possible);
    }

    /// Bytes became zeros, certainly or not; the file is as long as it was.
    void punched(long position, int length, boolean certain) {
        writes.add(new Written(position, new byte[length], certain ? length : 0, length));
    }

    /// What was at `from` was written to `position`, as [#wrote].
    void copied(long from, long position, int certain, int possible) {
        if (possible == 0) return;
        copies.add(new Copied(from, position, certain, possible));
        grewWith(position, certain, possible);
    }

    void appended(int tag, byte[] bytes, int certain, int possible) {
        if (possible > 0) appends.add(new Appended(tag, bytes, certain, possible));
    }

    void cut(long size) {
        cuts.add(new Cut(size, true));
    }

    void mayHaveCut(long size) {
        cuts.add(new Cut(size, false));
    }

    void grewTo(long size) {
        growths.add(new Grown(size, size, size));
    }

    void mayHaveGrown(long size) {
        growths.add(new Grown(0, size, 0));
    }

    private void grewWith(long position, int certain, int possible) {
        if (certain > 0) growths.add(new Grown(position + certain, position + possible, position + 1));
        else mayHaveGrown(position + possible);
    }

    // Sizes.

    private long certainlyAppended() {
        return appends.stream().mapToLong(Appended::certain).sum();
    }

    private long possiblyAppended() {
        return appends.stream().mapToLong(Appended::possible).sum();
    }

    /// The smallest size that the file had at any time of the round.
    long leastSize() {
        return Math.min(before.length, cuts.stream().mapToLong(Cut::size).min().orElse(Long.MAX_VALUE));
    }

    /// The largest size that the file may have had.
    long mostSize() {
        long most = before.length;
        for (Cut cut : cuts) most = Math.max(most, cut.size());
        for (Grown growth : growths) most = Math.max(most, growth.most());
        return most + possiblyAppended();
    }

    private boolean sizeMayBe(long size) {
        if (cuts.isEmpty()) {
            long least = before.length;
            for (Grown growth : growths) least = Math.max(least, growth.least());
            if (!appends.isEmpty()) {
                return size >= Math.max(least, before.length + certainlyAppended()) && size <= mostSize();
            }
            return size == least || (size > least && growths.stream().anyMatch(growth -> size <= growth.most()));
        }
        if (!appends.isEmpty()) return size >= leastSize() && size <= mostSize();
        // a cut was the last one, and then came any of the growths; or none of the cuts took place
        if (cuts.stream().anyMatch(cut -> cut.size() == size)) return true;
        if (size == before.length && cuts.stream().noneMatch(Cut::certain)) return true;
        return size >= leastSize()
                && growths.stream().anyMatch(growth -> size >= growth.leastAfterCut() && size <= growth.most());
    }

    // Contents.

    /// @throws AssertionError if steps of this round cannot have left that
    void check(byte[] after) {
        if (!sizeMayBe(after.length)) throw new AssertionError("the size is " + after.length + "; " + this);
        boolean onlyAppends = cuts.isEmpty()
                && mostSize() == before.length + possiblyAppended()
                && writes.stream().noneMatch(write -> write.possibleEnd() > before.length);
        int end = after.length;
        if (onlyAppends && !appends.isEmpty()) {
            checkAppended(after);
            end = Math.min(end, before.length);
        }
        checkEach(0, end, false, after, 0);
    }

    /// What a read may have met at any time of the round.
    ///
    /// @param bytes that were read, the first of them at `position`
    void checkRead(long position, byte[] bytes, int length) {
        checkSize(position, length);
        checkEach(position, position + length, true, bytes, position);
    }

    private void checkSize(long position, int length) {
        if (length > 0 && position + length > mostSize()) {
            throw new AssertionError(length + " bytes were read at " + position + "; " + this);
        }
    }

    /// What the kernel may have copied elsewhere at any time of the round: as [#checkRead], but for
    /// what other copies have replaced meanwhile. Before the kernel lets two files share blocks it
    /// takes the old bytes out of their page with zeros, and a copy that has the page in a pipe has
    /// the zeros.
    void checkCopiedByTheKernel(long position, byte[] bytes, int length) {
        checkSize(position, length);
        for (int from = 0; from < length; ) {
            boolean taken = isTakenOut(position + from, bytes[from]);
            int to = from + 1;
            while (to < length && isTakenOut(position + to, bytes[to]) == taken) to++;
            if (!taken) checkEach(position + from, position + to, true, bytes, position);
            from = to;
        }
    }

    private boolean isTakenOut(long index, byte value) {
        return value == 0 && copies.stream().anyMatch(copy -> copy.mayHold(index));
    }

    /// What may have been no data at any time of the round.
    ///
    /// @param to maybe behind the end of the file
    void checkHole(long from, long to) {
        long end = Math.min(to, leastSize());
        if (from < end) checkEach(from, end, true, new byte[(int) (end - from)], from);
    }

    /// How many bytes a copy or a stream may have found, at least.
    long leastFrom(long position, long length) {
        return Math.clamp(leastSize() - position, 0, length);
    }

    /// What several appends left is all of each, in its order.
    private void checkAppended(byte[] after) {
        int[] next = new int[Content.TAGS];
        for (int i = before.length; i < after.length; i++) {
            int tag = Content.tag(after[i]);
            Appended append =
                    appends.stream().filter(one -> one.tag() == tag).findFirst().orElse(null);
            if (append == null || next[tag] == append.possible() || append.bytes()[next[tag]] != after[i]) {
                throw wrong(i, after[i], "what was appended");
            }
            next[tag]++;
        }
        for (Appended append : appends) {
            if (next[append.tag()] < append.certain()) {
                throw new AssertionError(
                        "of an append of " + append.certain() + " bytes " + next[append.tag()] + " are there; " + this);
            }
        }
    }

    /// Between two borders every byte is touched by the same changes.
    private void checkEach(long from, long to, boolean meanwhile, byte[] bytes, long offset) {
        long[] borders = borders(from, to);
        for (int i = 1; i < borders.length; i++) {
            if (borders[i] > borders[i - 1]) checkPart(borders[i - 1], borders[i], meanwhile, bytes, offset);
        }
    }

    private long[] borders(long from, long to) {
        List<Long> borders = new ArrayList<>(List.of(from, to, (long) before.length, leastSize()));
        for (Written write : writes) {
            borders.add(write.position());
            borders.add(write.certainEnd());
            borders.add(write.possibleEnd());
        }
        for (Copied copy : copies) {
            borders.add(copy.position());
            borders.add(copy.position() + copy.certain());
            borders.add(copy.position() + copy.possible());
        }
        for (Cut cut : cuts) borders.add(cut.size());
        return borders.stream()
                .mapToLong(border -> Math.clamp(border, from, to))
                .sorted()
                .toArray();
    }

    private void checkPart(long from, long to, boolean meanwhile, byte[] bytes, long offset) {
        List<Written> here = writes.stream()
                .filter(write -> write.position() <= from && to <= write.possibleEnd())
                .toList();
        boolean copied = copies.stream().anyMatch(copy -> copy.mayHold(from));
        boolean overwritten = here.stream().anyMatch(write -> to <= write.certainEnd())
                || copies.stream().anyMatch(copy -> copy.mayHold(from) && to <= copy.position() + copy.certain());
        boolean cut = cuts.stream().anyMatch(one -> one.size() <= from);
        boolean surelyCut = cuts.stream().anyMatch(one -> one.certain() && one.size() <= from);
        // zeros are added behind the end as it was when the cut began; XFS does not look again after it has waited for
        // direct writes that are under way, and these may have moved the end
        boolean lengthened = cuts.stream().anyMatch(one -> one.size() > leastSize());
        boolean existed = to <= before.length;
        boolean old = meanwhile || (!overwritten && !surelyCut);
        boolean zero = cut || (old && !existed) || (direct && lengthened && from >= leastSize());
        IntPredicate appended = from >= leastSize() ? this::isAppended : _ -> false;
        if (old && existed && here.isEmpty() && !copied && !zero && appends.isEmpty()) {
            int different =
                    Arrays.mismatch(before, (int) from, (int) to, bytes, (int) (from - offset), (int) (to - offset));
            if (different >= 0) {
                throw wrong(from + different, bytes[(int) (from + different - offset)], "what nobody changed");
            }
            return;
        }
        for (long i = from; i < to; i++) {
            byte value = bytes[(int) (i - offset)];
            if (old && existed && value == before[(int) i]) continue;
            if (zero && value == 0) continue;
            if (isOfOne(here, i, value) || appended.test(value)) continue;
            if (copied && isCopied(i, value, copies.size())) continue;
            throw wrong(i, value, meanwhile ? "what was read" : "what was changed");
        }
    }

    private static boolean isOfOne(List<Written> writes, long index, byte value) {
        for (Written write : writes) {
            if (write.at(index) == value) return true;
        }
        return false;
    }

    /// @param depth how many copies may have been made one after the other
    private boolean isCopied(long index, byte value, int depth) {
        for (Copied copy : copies) {
            if (copy.mayHold(index) && mayHaveBeen(index - copy.position() + copy.from(), value, depth - 1))
                return true;
        }
        return false;
    }

    /// Whether a byte had that value at any time of the round.
    private boolean mayHaveBeen(long index, byte value, int depth) {
        if (index < before.length && value == before[(int) index]) return true;
        if (value == 0 && (index >= before.length || cuts.stream().anyMatch(cut -> cut.size() <= index))) return true;
        for (Written write : writes) {
            if (index >= write.position() && index < write.possibleEnd() && write.at(index) == value) return true;
        }
        return (index >= leastSize() && isAppended(value)) || (depth > 0 && isCopied(index, value, depth));
    }

    private boolean isAppended(int value) {
        return appends.stream().anyMatch(append -> append.tag() == Content.tag((byte) value));
    }

    private AssertionError wrong(long index, byte value, String where) {
        var message = new StringBuilder("byte " + index + " of " + where + " is " + value);
        if (index < before.length) message.append("; it was ").append(before[(int) index]);
        for (Written write : writes) {
            if (index >= write.position() && index < write.possibleEnd()) {
                message.append("; written was ").append(write.at(index));
            }
        }
        return new AssertionError(message.append("; ").append(this).toString());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("before: " + before.length + " bytes");
        for (Written write : writes) {
            text.append(", written: ").append(range(write.certain(), write.possible()));
            text.append(" at ").append(write.position());
        }
        for (Copied copy : copies) {
            text.append(", copied: ").append(range(copy.certain(), copy.possible()));
            text.append(" from ").append(copy.from()).append(" to ").append(copy.position());
        }
        for (Cut cut : cuts)
            text.append(", cut")
                    .append(cut.certain() ? "" : " perhaps")
                    .append(" to ")
                    .append(cut.size());
        for (Grown growth : growths) text.append(", grown to ").append(range(growth.least(), growth.most()));
        for (Appended append : appends) text.append(", appended: ").append(range(append.certain(), append.possible()));
        return text.toString();
    }

    private static String range(long least, long most) {
        return least == most ? least + "" : least + " to " + most;
    }
}
