package dev.tidemill.transfer.manifest;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// A [Checksum] that is being made. For one thread at a time.
public abstract sealed class Digest {

    private static final long LARGEST_BUFFER = 1 << 30;

    private Digest() {}

    /// The next bytes, up to the limit of the buffer, whose position is that then.
    public abstract void update(ByteBuffer bytes);

    /// The next bytes.
    public void update(MemorySegment bytes) {
        for (long i = 0; i < bytes.byteSize(); i += LARGEST_BUFFER) {
            update(bytes.asSlice(i, Math.min(LARGEST_BUFFER, bytes.byteSize() - i))
                    .asByteBuffer());
        }
    }

    /// The checksum of all bytes, in lower case hexadecimal digits. Then it begins anew.
    public abstract String end();

    static final class Cryptographic extends Digest {

        private final MessageDigest digest;

        Cryptographic(String algorithm) {
            try {
                digest = MessageDigest.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError("every JDK has it", e);
            }
        }

        @Override
        public void update(ByteBuffer bytes) {
            digest.update(bytes);
        }

        @Override
        public String end() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    static final class Cyclic extends Digest {

        private final CRC32C crc = new CRC32C();

        @Override
        public void update(ByteBuffer bytes) {
            crc.update(bytes);
        }

        @Override
        public String end() {
            String hex = HexFormat.of().toHexDigits((int) crc.getValue());
            crc.reset();
            return hex;
        }
    }
}
