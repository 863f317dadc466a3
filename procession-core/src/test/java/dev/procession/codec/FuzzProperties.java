package dev.procession.codec;

import dev.procession.CodecException;
import dev.procession.TaskFunction;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Decoding any bytes gives a value or a {@link CodecException}, and nothing else. */
class FuzzProperties {

    private static final int ROUNDS = Integer.getInteger("procession.fuzz.rounds", 20_000);

    private final long seed = Long.getLong("procession.fuzz.seed", System.nanoTime());
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    private final Source source = new Source();

    record Point(int x, Object y) implements Serializable {}

    static final class Bean implements Serializable {
        private static final long serialVersionUID = 1;
        final Map<String, Object> map = new TreeMap<>(Map.of("a", 1, "b", List.of(2)));
        final int[] numbers = {1, 2, 3};
    }

    private static List<byte[]> samples() {
        int captured = 3;
        TaskFunction<Integer, Integer> lambda = x -> x + captured;
        List<Object> cyclic = new ArrayList<>(List.of(1, new HashSet<>(List.of("a"))));
        cyclic.add(cyclic);
        List<byte[]> all = new ArrayList<>();
        for (Object value :
                Arrays.asList(
                        5,
                        1L << 40,
                        "text",
                        "€uro",
                        new int[] {1, 2},
                        new double[] {1},
                        2.5f,
                        List.of(1, "a"),
                        new HashMap<>(Map.of("k", List.of(1, 2), "l", 5)),
                        Map.of(1, 2, 3, 4),
                        new HashSet<>(List.of(1, 2)),
                        Optional.of("x"),
                        new Point(1, new Point(2, TimeUnit.DAYS)),
                        TimeUnit.HOURS,
                        lambda,
                        cyclic,
                        new Bean(),
                        List.of(new Bean()),
                        new java.math.BigDecimal("1.5"),
                        java.time.Instant.EPOCH,
                        java.net.URI.create("a:b"),
                        new Object[] {null},
                        java.nio.file.Path.of("/x"),
                        java.util.UUID.randomUUID(),
                        new String[] {"a", null},
                        new IllegalStateException("x"))) {
            all.add(Trips.encode(value));
        }
        return all;
    }

    private void check(byte[] bytes, String what) {
        source.wrap(bytes, 0, bytes.length);
        try {
            Codec.standard().isInert(source);
            Codec.standard().decode(source, Trips.CONTEXT);
        } catch (CodecException e) {
            if (!e.getMessage().startsWith("argument")) {
                throw report(bytes, what, e);
            }
        } catch (Throwable e) {
            throw report(bytes, what, e);
        }
        source.wrap(bytes, 0, bytes.length);
        try {
            ThrowableMirror.decode(source, Trips.CONTEXT);
        } catch (Throwable e) {
            throw report(bytes, what, e);
        }
    }

    private AssertionError report(byte[] bytes, String what, Throwable e) {
        return new AssertionError(what + ", seed=" + seed + ", bytes=" + Arrays.toString(bytes), e);
    }

    @Test
    void randomBytes_giveValueOrCodecException() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextInt(4) > 0) {
                bytes[0] = (byte) (Tags.INERT + random.nextInt(3));
                bytes[1] = (byte) random.nextInt(Tags.LAMBDA + 2);
            }
            check(bytes, "random");
        }
    }

    @Test
    void randomTags_giveValueOrCodecException() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[1 + random.nextInt(200)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) random.nextInt(random.nextBoolean() ? 6 : Tags.LAMBDA + 2);
            }
            bytes[0] = (byte) (Tags.INERT + random.nextInt(2));
            check(bytes, "random tags");
        }
    }

    @Test
    void mutatedMessages_giveValueOrCodecException() {
        List<byte[]> samples = samples();
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = samples.get(random.nextInt(samples.size())).clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                int at = random.nextInt(bytes.length);
                bytes[at] =
                        random.nextBoolean()
                                ? (byte) random.nextInt()
                                : (byte) (bytes[at] ^ 1 << random.nextInt(8));
            }
            check(bytes, "mutated");
        }
    }

    @Test
    void truncatedMessages_giveCodecException() {
        for (byte[] sample : samples()) {
            for (int length = 0; length < sample.length; length++) {
                check(Arrays.copyOf(sample, length), "truncated");
                Trips.failure(Arrays.copyOf(sample, length));
            }
        }
    }

    @Test
    void mutatedMirrors_giveThrowable() {
        Exception exception = new IllegalStateException("x", new RuntimeException("y"));
        exception.addSuppressed(new Error("z"));
        Sink sink = new Sink(1 << 20);
        ThrowableMirror.encode(exception, sink, Trips.CONTEXT);
        for (int i = 0; i < ROUNDS / 4; i++) {
            byte[] bytes = Arrays.copyOf(sink.array(), random.nextInt(sink.size()) + 1);
            for (int j = random.nextInt(4); j > 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            check(bytes, "mutated mirror");
        }
    }
}
