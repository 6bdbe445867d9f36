package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CacheUse;
import dev.tidemill.transfer.CopyManifest;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.Sharing;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The options that say how to copy. Their names are those of cp(1), rsync(1) and curl(1) where
/// these have one.
final class CopyOptions {

    private static final String USUAL_SUFFIX = "~";
    private static final int MOST_SUFFIX_CHARACTERS = 64;

    /// The names that cp(1) has for them.
    private static final Map<String, Attribute> ATTRIBUTES = new TreeMap<>(Map.of(
            "mode", Attribute.MODE,
            "ownership", Attribute.OWNER,
            "timestamps", Attribute.TIMES,
            "xattr", Attribute.EXTENDED,
            "acl", Attribute.ACCESS_LISTS,
            "links", Attribute.HARD_LINKS,
            "sparse", Attribute.HOLES));

    private static final Map<String, Existing> UPDATES = new TreeMap<>(Map.of(
            "older", Existing.UPDATE,
            "different", Existing.UPDATE_DIFFERENT,
            "content", Existing.UPDATE_CONTENT,
            "all", Existing.REPLACE,
            "none", Existing.KEEP,
            "none-fail", Existing.REFUSE));

    private static final Map<String, Sharing> SHARING =
            new TreeMap<>(Map.of("auto", Sharing.IF_POSSIBLE, "always", Sharing.REQUIRED, "never", Sharing.NEVER));

    private static final Map<String, CacheUse> CACHE =
            new TreeMap<>(Map.of("normal", CacheUse.AS_IT_COMES, "spare", CacheUse.SPARED, "none", CacheUse.NONE));

    private final Supplier<@Nullable String> update;
    private final BooleanSupplier noClobber;
    private final BooleanSupplier backup;
    private final Supplier<@Nullable String> suffix;
    private final Supplier<List<String>> noPreserve;
    private final BooleanSupplier oneFileSystem;
    private final Supplier<@Nullable String> reflink;
    private final Supplier<@Nullable String> cache;
    private final BooleanSupplier durable;
    private final BooleanSupplier verify;
    private final Supplier<@Nullable String> manifest;
    private final BooleanSupplier dryRun;

    CopyOptions(Options options) {
        update = options.choiceOrNone(
                "-u, --update",
                "WHICH",
                UPDATES.keySet(),
                "older",
                "Replace only what is older than its source (older, if WHICH is left out), differs in size or"
                        + " time (different) or in content (content); or all, none, none-fail.");
        noClobber = options.flag("-n, --no-clobber", "Replace nothing: --update=none.");
        backup = options.flag("-b, --backup", "Keep what is replaced, under its name and a suffix.");
        suffix = options.text("-S, --suffix", "SUFFIX", "The suffix (default: ~); has --backup with it.");
        noPreserve = options.choices(
                "--no-preserve",
                "WHAT",
                preservable(),
                "What copies need not have of their sources: mode, ownership, timestamps, links (several"
                        + " names of one file), xattr, acl, sparse; or all. Otherwise they have it all.");
        oneFileSystem = options.flag("-x, --one-file-system", "Leave out what is on other file systems.");
        reflink = options.choiceOrNone(
                "--reflink",
                "WHEN",
                SHARING.keySet(),
                "always",
                "Share the blocks of the device (auto, always or never; default: auto).");
        cache = options.choice(
                "--cache",
                "HOW",
                CACHE.keySet(),
                "Use the page cache as usual (normal), spare what others have there (spare), or go past it (none).");
        durable = options.flag("--durable, --fsync", "End when the device has it all, names too.");
        verify = options.flag("--verify", "Read each copy again, before it gets its name.");
        manifest = options.text(
                "--manifest",
                "FILE",
                "Write the checksums of all files of the copy there, as of sha256sum(1), for tidemill verify.");
        dryRun = options.flag("--dry-run", "Say what would be done, and do nothing.");
        options.ignored("-a, --archive, -r, -R, --recursive, -p", "it is always so; for those who are used to cp");
    }

    /// @throws IllegalArgumentException if something is not as it must be; the message says what
    CopySettings settings() {
        String sharing = reflink.get();
        String caching = cache.get();
        String manifestName = manifest.get();
        return CopySettings.DEFAULT
                .withExisting(existing())
                .withBackupSuffix(suffix())
                .withAttributes(attributes())
                .withOneFileSystem(oneFileSystem.getAsBoolean())
                .withSharing(sharing == null ? Sharing.IF_POSSIBLE : chosen("reflink", sharing, SHARING))
                .withCacheUse(caching == null ? CacheUse.AS_IT_COMES : chosen("cache", caching, CACHE))
                .withDurable(durable.getAsBoolean())
                .withVerified(verify.getAsBoolean())
                .withDryRun(dryRun.getAsBoolean())
                .withManifest(manifestName == null ? null : CopyManifest.of(Arguments.manifestToWrite(manifestName)));
    }

    private static List<String> preservable() {
        List<String> all = new ArrayList<>(ATTRIBUTES.keySet());
        all.add("all");
        return all;
    }

    private @Nullable String suffix() {
        String given = suffix.get();
        if (given == null) return backup.getAsBoolean() ? USUAL_SUFFIX : null;
        String text = Arguments.text(given);
        if (text.isEmpty() || text.contains("/") || text.length() > MOST_SUFFIX_CHARACTERS) {
            throw new IllegalArgumentException("--suffix is '%s'; must be 1 to %d characters without a slash"
                    .formatted(given, MOST_SUFFIX_CHARACTERS));
        }
        return text;
    }

    private Existing existing() {
        String which = update.get();
        if (noClobber.getAsBoolean()) {
            if (which == null) return Existing.KEEP;
            throw new IllegalArgumentException("--no-clobber and --update=" + which + " are not both possible");
        }
        return which == null ? Existing.REPLACE : chosen("update", which, UPDATES);
    }

    private Set<Attribute> attributes() {
        Set<Attribute> kept = EnumSet.allOf(Attribute.class);
        for (String name : noPreserve.get()) {
            if (name.equals("all")) kept.clear();
            else kept.remove(chosen("no-preserve", name, ATTRIBUTES));
        }
        return kept;
    }

    private static <T> T chosen(String option, String name, Map<String, T> choices) {
        T chosen = choices.get(name.toLowerCase(Locale.ROOT));
        if (chosen != null) return chosen;
        throw new IllegalArgumentException(
                "--" + option + " is " + name + "; must be one of " + String.join(", ", choices.keySet()));
    }
}
