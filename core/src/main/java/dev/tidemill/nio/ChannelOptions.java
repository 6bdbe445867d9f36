package dev.tidemill.nio;

import dev.tidemill.file.AsyncOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/// What a channel is to be opened for.
///
/// @param options for an [dev.tidemill.file.AsyncFile]
record ChannelOptions(boolean read, boolean write, Set<OpenOption> options) {

    /// Refuses what the JDK refuses.
    static ChannelOptions of(Set<? extends OpenOption> asked) {
        Set<OpenOption> options = new HashSet<>();
        for (OpenOption option : asked) {
            switch (Objects.requireNonNull(option, "option")) {
                case StandardOpenOption standard -> options.add(standard);
                case AsyncOption ours -> options.add(ours);
                case LinkOption.NOFOLLOW_LINKS -> options.add(LinkOption.NOFOLLOW_LINKS);
                default -> {
                    if (!isDirectOfTheJdk(option)) throw new UnsupportedOperationException(option + " not supported");
                    options.add(AsyncOption.DIRECT);
                }
            }
        }
        if (options.contains(StandardOpenOption.APPEND)) throw new UnsupportedOperationException("APPEND not allowed");
        boolean write = options.contains(StandardOpenOption.WRITE);
        return new ChannelOptions(!write || options.contains(StandardOpenOption.READ), write, options);
    }

    /// By its name: it is in the module `jdk.unsupported`, which not every program has.
    private static boolean isDirectOfTheJdk(OpenOption option) {
        return option instanceof Enum<?> constant
                && constant.name().equals("DIRECT")
                && constant.getDeclaringClass().getName().equals("com.sun.nio.file.ExtendedOpenOption");
    }
}
