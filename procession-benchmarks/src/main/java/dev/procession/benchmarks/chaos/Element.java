package dev.procession.benchmarks.chaos;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;

/**
 * What goes through a queue.
 *
 * @param producer the seat of who put it
 * @param number its number among those of this seat, from 1
 * @param payload what it carries
 * @param sum of all this
 */
@SuppressWarnings("ArrayRecordComponent") // elements are not compared
record Element(int producer, long number, byte[] payload, long sum) implements Serializable {

    private static final int LONGEST = 2 << 20;
    private static final byte[] NOISE = noise();

    private static byte[] noise() {
        byte[] noise = new byte[2 * LONGEST];
        new Random(1).nextBytes(noise);
        return noise;
    }

    /** Makes one, mostly small, at times too large for the ring of the queue. */
    static Element make(int producer, long number, Random random) {
        int dice = random.nextInt(1000);
        int most = dice < 900 ? 200 : dice < 990 ? 20_000 : dice < 999 ? 300_000 : LONGEST;
        int from = random.nextInt(LONGEST);
        byte[] payload = Arrays.copyOfRange(NOISE, from, from + random.nextInt(most));
        return new Element(producer, number, payload, sum(producer, number, payload));
    }

    private static long sum(int producer, long number, byte[] payload) {
        CRC32 crc = new CRC32();
        crc.update(payload);
        return (number * 31 + producer) * 0x9E3779B97F4A7C15L ^ crc.getValue();
    }

    boolean isWhole() {
        return sum == sum(producer, number, payload);
    }
}
