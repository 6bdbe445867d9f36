package dev.tidemill.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.file.Path;

/// Bytes as text, all of them or none.
final class Text {

    private Text() {}

    /// @param path for the message
    /// @throws CharacterCodingException if `bytes` are not of that charset
    static String decode(byte[] bytes, Charset charset, Path path) throws CharacterCodingException {
        String text = new String(bytes, charset); // much faster, and puts this character where it must give up
        if (text.indexOf('\uFFFD') < 0) return text;
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer source = ByteBuffer.wrap(bytes);
        CharBuffer target = CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()));
        CoderResult result = decoder.decode(source, target, true);
        if (!result.isError()) result = decoder.flush(target);
        if (result.isError()) throw new NotThatCharset(path, charset, source.position());
        return target.flip().toString();
    }

    /// As the JDK's, but it says which file and where.
    private static final class NotThatCharset extends CharacterCodingException {

        private static final long serialVersionUID = 1;

        private final String message;

        NotThatCharset(Path path, Charset charset, int position) {
            message = path + ": not text in " + charset + ": the byte at " + position + " does not belong there";
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}
