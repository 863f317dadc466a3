package dev.procession.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.QueueCompletedException;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;
import dev.procession.testing.Await;
import java.lang.foreign.Arena;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Fault SEC10: somebody changes indices and lengths between check and use. That may cost elements,
 * and never an access out of range, a hang, or a lock that stays locked.
 */
class HostileQueueTest {

    private static final int RING_BYTES = 1 << 12;
    private static final int OPERATIONS = 100_000;
    private static final long TIMEOUT_NANOS = 20_000;

    private static final long[] INDICES = {
        QueueLayout.TAIL_OFFSET,
        QueueLayout.HEAD_SEEN_OFFSET,
        QueueLayout.HEAD_OFFSET,
        QueueLayout.TAIL_SEEN_OFFSET
    };

    private final Words words =
            new Words(Arena.ofAuto().allocate(QueueLayout.bytes(RING_BYTES), 64));
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong flips = new AtomicLong();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void SEC10_indicesAndLengthsFlip_operationsFailOrSucceed(long seed) throws Exception {
        QueueLayout.fill(words, RING_BYTES, 100, 10);
        words.setInt(QueueLayout.KIND_OFFSET, QueueLayout.KIND);
        RingAccess access =
                new RingAccess(new Ring(words, 1), words, Peers.current(), Parking.current());
        Thread hostile = new Thread(() -> flip(new Random(seed)), "hostile");
        hostile.start();
        try {
            Await.until("it flips", () -> flips.get() > 0);
            long corrupt = operate(access, new Random(-seed));
            assertThat(corrupt).isPositive();
            assertThat(flips).hasPositiveValue();
        } finally {
            stopped.set(true);
            hostile.join();
        }
        reset();
        assertThat(access.putNow(new byte[] {1}, 1, null)).isTrue();
        assertThat(access.takeNow(new Parcel())).isEqualTo(Ring.Taken.ONE);
    }

    private void flip(Random random) {
        while (!stopped.get()) {
            long at =
                    random.nextBoolean()
                            ? INDICES[random.nextInt(INDICES.length)]
                            : QueueLayout.RING_OFFSET + 8 * random.nextInt(RING_BYTES / 8);
            long before = words.getLong(at);
            words.setLong(at, value(random, before));
            flips.incrementAndGet();
            if (random.nextBoolean()) {
                words.setLong(at, before);
            } else if (random.nextInt(10) == 0) {
                reset();
            }
        }
    }

    private static long value(Random random, long before) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextLong();
            case 1 -> before ^ (1L << random.nextInt(64));
            case 2 -> before + 8L * random.nextInt(100);
            default -> 0;
        };
    }

    private void reset() {
        for (long each : INDICES) {
            words.setLong(each, 0);
        }
    }

    /** Returns how often the memory was found corrupt. */
    private static long operate(RingAccess access, Random random) throws InterruptedException {
        long corrupt = 0;
        Parcel parcel = new Parcel();
        for (int i = 0; i < OPERATIONS; i++) {
            int length = 1 + random.nextInt(300);
            try {
                switch (i % 4) {
                    case 0, 1 -> access.put(new byte[length], length, null, TIMEOUT_NANOS);
                    case 2 -> access.take(parcel, TIMEOUT_NANOS);
                    default -> access.drain(length);
                }
            } catch (IllegalStateException found) {
                assertThat(found).hasMessageStartingWith("the queue is corrupt");
                corrupt++;
            } catch (QueueCompletedException bitFlipped) {
                corrupt++;
            }
        }
        return corrupt;
    }
}
