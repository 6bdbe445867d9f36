package dev.tidemill.text;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;

/// As the JDK's, but it says whose text and which character.
final class UnmappableTextException extends CharacterCodingException {

    private static final long serialVersionUID = 1;

    private final String message;

    UnmappableTextException(Object subject, Charset charset, int character, boolean isMalformed) {
        message = "%s: the character U+%04X cannot be written in %s%s"
                .formatted(subject, character, charset, isMalformed ? ": it is half a surrogate pair" : "");
    }

    @Override
    public String getMessage() {
        return message;
    }
}
