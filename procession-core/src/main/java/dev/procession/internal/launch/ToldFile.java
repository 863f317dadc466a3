package dev.procession.internal.launch;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/*
 * All that a forked child is told: one file, because one descriptor is all that the JDK hands to a
 * process besides its output, and a second file would have to keep its name until the child has
 * opened it.
 *
 *     #<the work in Base64>      for the child's main class
 *     "-XX:+UseSerialGC"         for its launcher
 *     ...
 *
 * To the launcher the first line is a comment, as its manual has it, which it passes over 4 KB at a
 * time. Were the work an argument, the JVM would make a string of it before it has a heap to speak
 * of: with 4 MB it did not come up.
 */
final class ToldFile {

    private static final char COMMENT = '#';

    /** Bytes that are encoded at a time: a multiple of three, so that they have no padding. */
    private static final int PART = 3 << 16;

    private static final int PART_OF_TEXT = textLength(PART);

    private ToldFile() {}

    private static int textLength(int bytes) {
        return (bytes + 2) / 3 * 4;
    }

    /**
     * Writes one.
     *
     * @param file where
     * @param work for the main class, from its position to its limit
     * @param arguments for the launcher
     */
    static void write(Path file, ByteBuffer work, List<String> arguments) throws IOException {
        Base64.Encoder encoder = Base64.getEncoder();
        ByteBuffer rest = work.duplicate();
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(COMMENT);
            while (rest.hasRemaining()) {
                byte[] part = new byte[Math.min(PART, rest.remaining())];
                rest.get(part);
                out.write(encoder.encode(part));
            }
            out.write(("\n" + JvmCommand.text(arguments)).getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Reads the work.
     *
     * @param file where
     * @param length how many bytes it has
     */
    static byte[] work(Path file, int length) throws IOException {
        Base64.Decoder decoder = Base64.getDecoder();
        byte[] work = new byte[length];
        byte[] text = new byte[PART_OF_TEXT];
        try (InputStream in = new FileInputStream(file.toFile())) {
            in.skipNBytes(1);
            int done = 0;
            while (done < length) {
                int characters = Math.min(PART_OF_TEXT, textLength(length - done));
                if (in.readNBytes(text, 0, characters) < characters) {
                    throw new EOFException("the copied state ends early: bytes=" + length);
                }
                byte[] part = decoder.decode(Arrays.copyOf(text, characters));
                System.arraycopy(part, 0, work, done, part.length);
                done += part.length;
            }
        }
        return work;
    }

    /** Empties it, for the descriptor that a child has it by is never closed. */
    static void empty(Path file) throws IOException {
        new FileOutputStream(file.toFile()).close();
    }
}
