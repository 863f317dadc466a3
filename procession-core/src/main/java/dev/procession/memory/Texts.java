package dev.procession.memory;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts as bytes, exactly. */
final class Texts {

    private Texts() {}

    /**
     * Encodes a text in UTF-8.
     *
     * @throws IllegalArgumentException if it would not come back as it is: half of a surrogate pair
     */
    static byte[] encode(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException halfAPair) {
            throw new IllegalArgumentException(
                    "the text has half of a surrogate pair, which UTF-8 has no bytes for",
                    halfAPair);
        }
    }

    static String decode(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
