package dev.tidemill.linux;

import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/// A processor family we know the kernel's numbers of, with those that differ between the two.
///
/// System call numbers, which differ as well, are in [SystemCall]. Whatever is not here or there is
/// the same on both.
enum Architecture {
    X86_64(0x4000, 0x1_0000, 0x2_0000, 0x8000, 12),
    AARCH64(0x1_0000, 0x4000, 0x8000, 0x2_0000, 16);

    /// The one we run on; [#X86_64] elsewhere, where [LibC] is not available and nobody asks the
    /// kernel about these numbers.
    static final Architecture CURRENT = detect().orElse(X86_64);

    final int O_DIRECT;
    final int O_DIRECTORY;
    final int O_NOFOLLOW;
    final int O_LARGEFILE;

    /// `sizeof(struct epoll_event)`: packed on x86-64 only.
    final int epollEventSize;

    Architecture(int oDirect, int oDirectory, int oNofollow, int oLargefile, int epollEventSize) {
        this.O_DIRECT = oDirect;
        this.O_DIRECTORY = oDirectory;
        this.O_NOFOLLOW = oNofollow;
        this.O_LARGEFILE = oLargefile;
        this.epollEventSize = epollEventSize;
    }

    /// The processor family of this JVM, empty if it is another one or a big-endian one.
    static Optional<Architecture> detect() {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch", "").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> Optional.of(X86_64);
            case "aarch64", "arm64" -> Optional.of(AARCH64);
            default -> Optional.empty();
        };
    }
}
