package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Attribute;
import dev.tidemill.transfer.CacheUse;
import dev.tidemill.transfer.CopyManifest;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Existing;
import dev.tidemill.transfer.Sharing;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/// The options that say how to copy. Their names are those of cp(1), rsync(1) and curl(1) where
/// these have one.
final class CopyOptions {

    private static final String USUAL_SUFFIX = "~";

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

    @Option(
            names = {"-u", "--update"},
            paramLabel = "WHICH",
            arity = "0..1",
            fallbackValue = "older",
            preprocessor = AttachedOnly.class,
            description = "Replace only what is older than its source (older, if WHICH is left out), differs in size or"
                    + " time (different) or in content (content); or all, none, none-fail.")
    private @Nullable String update;

    @Option(
            names = {"-n", "--no-clobber"},
            description = "Replace nothing: --update=none.")
    private boolean noClobber;

    @Option(
            names = {"-b", "--backup"},
            description = "Keep what is replaced, under its name and a suffix.")
    private boolean backup;

    @Option(
            names = {"-S", "--suffix"},
            paramLabel = "SUFFIX",
            description = "The suffix (default: ~); has --backup with it.")
    private @Nullable String suffix;

    @Option(
            names = "--no-preserve",
            paramLabel = "WHAT",
            split = ",",
            description = "What copies need not have of their sources: mode, ownership, timestamps, links (several"
                    + " names of one file), xattr, acl, sparse; or all. Otherwise they have it all.")
    private List<String> noPreserve = List.of();

    @Option(
            names = {"-x", "--one-file-system"},
            description = "Leave out what is on other file systems.")
    private boolean oneFileSystem;

    @Option(
            names = "--reflink",
            paramLabel = "WHEN",
            arity = "0..1",
            fallbackValue = "always",
            preprocessor = AttachedOnly.class,
            description = "Share the blocks of the device (auto, always or never; default: auto).")
    private String reflink = "auto";

    @Option(
            names = "--cache",
            paramLabel = "HOW",
            description = "Use the page cache as usual (normal), spare what others have there (spare), or go past it"
                    + " (none).")
    private String cache = "normal";

    @Option(
            names = {"--durable", "--fsync"},
            description = "End when the device has it all, names too.")
    private boolean durable;

    @Option(names = "--verify", description = "Read each copy again, before it gets its name.")
    private boolean verify;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description =
                    "Write the checksums of all files of the copy there, as of sha256sum(1), for tidemill verify.")
    private @Nullable String manifest;

    @Option(names = "--dry-run", description = "Say what would be done, and do nothing.")
    private boolean dryRun;

    @Option(
            names = {"-a", "--archive", "-r", "-R", "--recursive", "-p"},
            hidden = true,
            description = "It is always so; for those who are used to cp.")
    @SuppressWarnings("unused") // by picocli
    private boolean usual;

    CopyOptions() {}

    /// @throws IllegalArgumentException if something is not as it must be; the message says what
    CopySettings settings() {
        return CopySettings.DEFAULT
                .withExisting(existing())
                .withBackupSuffix(suffix != null ? suffix : backup ? USUAL_SUFFIX : null)
                .withAttributes(attributes())
                .withOneFileSystem(oneFileSystem)
                .withSharing(chosen("reflink", reflink, SHARING))
                .withCacheUse(chosen("cache", cache, CACHE))
                .withDurable(durable)
                .withVerified(verify)
                .withDryRun(dryRun)
                .withManifest(manifest == null ? null : CopyManifest.of(Arguments.manifestToWrite(manifest)));
    }

    private Existing existing() {
        if (noClobber && update != null) {
            throw new IllegalArgumentException("--no-clobber and --update=" + update + " are not both possible");
        }
        if (noClobber) return Existing.KEEP;
        return update == null ? Existing.REPLACE : chosen("update", update, UPDATES);
    }

    private Set<Attribute> attributes() {
        Set<Attribute> kept = EnumSet.allOf(Attribute.class);
        for (String name : noPreserve) {
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
