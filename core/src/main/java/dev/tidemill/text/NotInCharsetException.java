package dev.tidemill.text;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/// As the JDK's, but it says whose text and where.
final class NotInCharsetException extends CharacterCodingException {

    private static final long serialVersionUID = 1;

    private final String message;

    NotInCharsetException(Object subject, Charset charset, long position) {
        message = subject + ": not text in " + charset + ": the byte at " + position + " does not belong there";
    }

    @Override
    public String getMessage() {
        return message;
    }
}
