package dev.procession.benchmarks;

import dev.procession.TaskFunction;
import java.util.zip.Deflater;

/**
 * Work of about ten milliseconds in native code, whose speed does not depend on how long ago the
 * worker was started.
 */
final class Deflating {

    private static final int BYTES = 208 << 10;
    private static final int ALPHABET = 16;
    private static final byte[] TEXT = text();

    private Deflating() {}

    private static byte[] text() {
        byte[] text = new byte[BYTES];
        int random = 1;
        for (int i = 0; i < text.length; i++) {
            random = random * 1_103_515_245 + 12_345;
            text[i] = (byte) ('a' + (random >>> 16) % ALPHABET);
        }
        return text;
    }

    /** Returns how long the text is when it is compressed, whatever the argument is. */
    static TaskFunction<Integer, Integer> task() {
        return any -> deflated();
    }

    private static int deflated() {
        byte[] compressed = new byte[BYTES];
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(TEXT);
            deflater.finish();
            return deflater.deflate(compressed);
        } finally {
            deflater.end();
        }
    }
}
