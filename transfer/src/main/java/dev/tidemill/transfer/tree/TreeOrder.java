package dev.tidemill.transfer.tree;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.TreeCopy;
import dev.tidemill.transfer.file.FileInFlight;
import dev.tidemill.transfer.file.Ledger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// What was asked for of a copy of trees, and who is told how far it is.
///
/// @param ledger null if no manifest is wanted
/// @param running the long file that each worker is at, or null
public record TreeOrder(
        Tidemill io,
        CopySettings settings,
        TreeCopy.Listener listener,
        @Nullable Ledger ledger,
        CancellationToken token,
        TreeTally tally,
        AtomicReferenceArray<@Nullable FileInFlight> running) {}
