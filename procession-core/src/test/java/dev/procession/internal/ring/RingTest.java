package dev.procession.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.QueueCompletedException;
import dev.procession.internal.shared.Words;
import java.io.InvalidObjectException;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows Q1 and Q2: the records of a queue, each step of a death, and nonsense. */
class RingTest {

    private static final int RING_BYTES = 1 << 10;
    private static final int CAPACITY = 20;

    private final Words words = memory(CAPACITY);
    private final Ring ring = ring(words);
    private final Parcel parcel = new Parcel();

    private static Words memory(int capacity) {
        long bytes = QueueLayout.bytes(RING_BYTES);
        Words words = new Words(Arena.ofAuto().allocate(bytes, 64));
        words.setInt(QueueLayout.KIND_OFFSET, QueueLayout.KIND);
        QueueLayout.fill(words, RING_BYTES, capacity, 10);
        return words;
    }

    private static Ring ring(Words words) {
        try {
            return new Ring(words, 1);
        } catch (InvalidObjectException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] payload(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private boolean put(byte[] payload) {
        return ring.append(payload, payload.length, null);
    }

    private byte[] take() {
        assertThat(ring.first(parcel, true)).isEqualTo(Ring.Taken.ONE);
        return bytes(parcel);
    }

    private static byte[] bytes(Parcel parcel) {
        byte[] bytes = new byte[parcel.source().remaining()];
        parcel.source().getBytes(bytes, 0, bytes.length);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void Q1_Q2_randomPutsAndTakes_areThoseOfAQueue(long seed) {
        Random random = new Random(seed);
        Deque<byte[]> model = new ArrayDeque<>();
        startNear(random);
        for (int turn = 0; turn < 20_000; turn++) {
            if (random.nextInt(100) < 30 + 40 * (turn / 100 % 2)) {
                byte[] payload = payload(1 + random.nextInt(ring.mostPayloadBytes()), turn);
                boolean fits = fits(model, payload);
                assertThat(put(payload)).isEqualTo(fits);
                if (fits) {
                    model.add(payload);
                }
            } else if (model.isEmpty()) {
                assertThat(ring.first(parcel, true)).isEqualTo(Ring.Taken.NOT_NOW);
            } else {
                assertThat(take()).isEqualTo(model.remove());
            }
            assertThat(ring.size()).isEqualTo(model.size());
        }
    }

    private static boolean fits(Deque<byte[]> model, byte[] next) {
        long used = model.stream().mapToLong(each -> QueueLayout.recordBytes(each.length)).sum();
        return model.size() < CAPACITY && used + QueueLayout.recordBytes(next.length) <= RING_BYTES;
    }

    /** Both parts of the indices pass their greatest values during the test. */
    private void startNear(Random random) {
        long end = Index.advanced(0, (1 << 24) - 500, (1L << 40) - 8 * random.nextInt(5_000));
        words.setLong(QueueLayout.HEAD_OFFSET, end);
        words.setLong(QueueLayout.TAIL_OFFSET, end);
        words.setLong(QueueLayout.HEAD_SEEN_OFFSET, end);
        words.setLong(QueueLayout.TAIL_SEEN_OFFSET, end);
    }

    @Test
    void Q1_capacity_isOfElements() {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(put(new byte[] {(byte) i})).isTrue();
        }
        assertThat(put(new byte[1])).isFalse();
        assertThat(ring.isFullForNow(1, 0)).isTrue();
        take();
        assertThat(ring.isFullForNow(1, 0)).isFalse();
        assertThat(put(new byte[1])).isTrue();
    }

    @Test
    void Q4_completed_givesOutTheRest_thenEnds() {
        put(new byte[] {1});
        ring.complete();
        assertThatThrownBy(() -> put(new byte[1])).isInstanceOf(QueueCompletedException.class);
        assertThat(ring.size()).isEqualTo(1);
        assertThat(ring.isEmptyForNow()).isFalse();
        assertThat(take()).containsExactly(1);
        assertThat(ring.first(parcel, true)).isEqualTo(Ring.Taken.ENDED);
        assertThat(ring.isEmptyForNow()).isFalse();
        assertThat(ring.size()).isZero();
    }

    @Test
    void drain_takesWhatThereIs_upToANumber() {
        for (int i = 0; i < 5; i++) {
            put(new byte[] {(byte) i});
        }
        List<byte[]> first = ring.drain(3).stream().map(RingTest::bytes).toList();
        List<byte[]> rest = ring.drain(100).stream().map(RingTest::bytes).toList();
        assertThat(first).containsExactly(new byte[] {0}, new byte[] {1}, new byte[] {2});
        assertThat(rest).containsExactly(new byte[] {3}, new byte[] {4});
        assertThat(ring.drain(1)).isEmpty();
    }

    @Test
    void F15_deathBeforeTailIsWritten_isAsIfNothingWasPut() {
        put(payload(10, 1));
        long tail = words.getLong(QueueLayout.TAIL_OFFSET);
        put(payload(500, 2));
        words.setLong(QueueLayout.TAIL_OFFSET, tail);
        put(payload(7, 3));
        assertThat(take()).isEqualTo(payload(10, 1));
        assertThat(take()).isEqualTo(payload(7, 3));
        assertThat(ring.first(parcel, true)).isEqualTo(Ring.Taken.NOT_NOW);
    }

    @Test
    void F15_deathBeforeHeadIsWritten_givesTheElementToAnother() {
        put(payload(10, 1));
        assertThat(ring.first(parcel, false)).isEqualTo(Ring.Taken.ONE);
        assertThat(words.getLong(QueueLayout.TAIL_SEEN_OFFSET)).isNotZero();
        assertThat(take()).isEqualTo(payload(10, 1));
    }

    @Test
    void F15_deathAfterPagesWereCounted_isForgottenWithTheElementsBeforeIt() {
        put(new byte[1]);
        words.setInt(QueueLayout.PAGES_PUT_OFFSET, 10);
        assertThat(ring.isFullForNow(LargeElement.REF_BYTES, 1)).isTrue();
        put(new byte[1]);
        take();
        assertThat(ring.isFullForNow(LargeElement.REF_BYTES, 10)).isFalse();
    }

    @Test
    void F15_headSeenOfADeadOne_isGoodForTheNext() {
        for (int i = 0; i < 100; i++) {
            put(payload(300, i));
            long seen = words.getLong(QueueLayout.HEAD_SEEN_OFFSET);
            take();
            words.setLong(QueueLayout.HEAD_SEEN_OFFSET, seen);
        }
        assertThat(ring.size()).isZero();
    }

    @Test
    void SEC10_indicesThatCannotBe_areRefused() {
        put(payload(10, 1));
        long tail = words.getLong(QueueLayout.TAIL_OFFSET);
        for (long wrong :
                new long[] {-1, tail + 4, tail + (1 << 20), tail - 24, tail + (1L << 50)}) {
            words.setLong(QueueLayout.TAIL_OFFSET, wrong);
            words.setLong(QueueLayout.TAIL_SEEN_OFFSET, 0);
            assertThatThrownBy(() -> ring.first(parcel, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "the queue is corrupt, a process that uses it has"
                                    + " written nonsense: head=0, tail=");
        }
        words.setLong(QueueLayout.TAIL_OFFSET, tail);
        assertThat(take()).isEqualTo(payload(10, 1));
    }

    @Test
    void SEC10_lengthsThatCannotBe_areRefused() {
        put(payload(10, 1));
        for (int wrong : new int[] {0, 17, 1 << 20, Integer.MAX_VALUE, -1, 10 | 1 << 31, 1 << 31}) {
            words.setInt(QueueLayout.RING_OFFSET, wrong);
            assertThatThrownBy(() -> ring.first(parcel, true))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the queue is corrupt");
        }
        words.setInt(QueueLayout.RING_OFFSET, 10);
        assertThat(take()).isEqualTo(payload(10, 1));
    }

    @Test
    void SEC10_sizesThatCannotBe_areNoQueue() {
        for (int wrong : new int[] {0, -1, 1000, 512, 1 << 11, 1 << 28, 1 << 31}) {
            Words changed = memory(1);
            changed.setInt(QueueLayout.RING_BYTES_OFFSET, wrong);
            assertThatThrownBy(() -> new Ring(changed, 1))
                    .isInstanceOf(InvalidObjectException.class)
                    .hasMessageStartingWith("the queue is corrupt: ringBytes=" + wrong);
        }
    }

    @Test
    void closed_saysSo() {
        words.setInt(QueueLayout.KIND_OFFSET, 0);
        assertThatThrownBy(() -> put(new byte[1]))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the queue was closed");
        assertThat(ring.isEmptyForNow()).isFalse();
        assertThat(ring.isFullForNow(RING_BYTES, 0)).isFalse();
    }

    @Test
    void payloads_areCopied() {
        byte[] payload = {1, 2, 3};
        put(payload);
        Arrays.fill(payload, (byte) 9);
        assertThat(take()).containsExactly(1, 2, 3);
    }
}
