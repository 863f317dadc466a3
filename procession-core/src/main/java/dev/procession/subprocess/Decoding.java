package dev.procession.subprocess;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/** Makes text of bytes that come in pieces, which may break off within a character. */
final class Decoding {

    private static final int CHUNK = 8192;

    private final CharsetDecoder decoder;
    private final CharBuffer chars = CharBuffer.allocate(CHUNK);
    private byte[] rest = new byte[0];

    Decoding(Charset charset) {
        this.decoder = decoder(charset);
    }

    private static CharsetDecoder decoder(Charset charset) {
        return charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    /** Adds the text of some more bytes. */
    void decode(byte[] more, boolean isLast, StringBuilder target) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + more.length);
        in.put(rest).put(more).flip();
        CoderResult outcome = CoderResult.OVERFLOW;
        while (outcome.isOverflow()) {
            outcome = decoder.decode(in, chars, isLast);
            target.append(chars.flip());
            chars.clear();
        }
        if (isLast) {
            decoder.flush(chars);
            target.append(chars.flip());
            chars.clear();
            decoder.reset();
        }
        rest = new byte[in.remaining()];
        in.get(rest);
    }

    /** Returns of how many bytes the first characters were made. */
    static int lengthOf(byte[] bytes, int characters, Charset charset) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        decoder(charset).decode(in, CharBuffer.allocate(characters), true);
        return in.position();
    }
}
