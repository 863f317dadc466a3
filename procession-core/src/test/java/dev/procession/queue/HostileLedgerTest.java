package dev.procession.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ConsumerDiedException;
import dev.procession.QueueCompletedException;
import dev.procession.internal.monitor.EventWord;
import dev.procession.internal.monitor.Parking;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.ring.Elements;
import dev.procession.internal.ring.Parcel;
import dev.procession.internal.ring.QueueLayout;
import dev.procession.internal.ring.Ring;
import dev.procession.internal.ring.RingAccess;
import dev.procession.internal.shared.Words;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Fault SEC10: somebody changes what a joinable queue has written down of what was taken, between
 * check and use. That may cost elements, and never an access out of range, a hang, or a lock that
 * stays locked.
 */
class HostileLedgerTest {

    private static final int RING_BYTES = 1 << 12;
    private static final int OPERATIONS = 20_000;
    private static final long TIMEOUT_NANOS = 20_000;

    private static final long[] NUMBERS = {
        LedgerLayout.USED_OFFSET,
        LedgerLayout.CLAIMED_OFFSET,
        LedgerLayout.CLAIM_HEAD_OFFSET,
        LedgerLayout.NEXT_TAKE_OFFSET
    };

    /** How many entries are tampered with, of those that are used first. */
    private static final int ENTRIES = 20;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong flips = new AtomicLong();

    /** A queue with all its memory in this process's hands. */
    private static final class Queue {
        final Words ring = new Words(Arena.ofAuto().allocate(QueueLayout.bytes(RING_BYTES), 64));
        final Words ledger;
        final int slotBytes;
        final RingAccess access;
        final LedgerAccess done;

        Queue(int slotBytes) throws Exception {
            this.slotBytes = slotBytes;
            this.ledger = new Words(Arena.ofAuto().allocate(LedgerLayout.bytes(slotBytes), 64));
            QueueLayout.fill(ring, RING_BYTES, 100, 10);
            ring.setInt(QueueLayout.KIND_OFFSET, QueueLayout.KIND);
            ledger.setInt(LedgerLayout.SLOT_BYTES_OFFSET, slotBytes);
            ledger.setInt(0, LedgerLayout.KIND);
            Ring elements = new Ring(ring, 1);
            Ledger entries = new Ledger(ledger, elements, Peers.current());
            access = new RingAccess(elements, entries, ring, Peers.current(), Parking.current());
            EventWord event = new EventWord(ledger, LedgerLayout.DONE_OFFSET, Parking.current());
            done = new LedgerAccess(elements, entries, access, event);
        }

        /** Makes all entries free ones. */
        void reset() {
            for (long each : NUMBERS) {
                ledger.setInt(each, 0);
            }
            for (int slot = 0; slot < LedgerLayout.MOST; slot++) {
                long entry = LedgerLayout.entry(slot, slotBytes);
                ledger.setInt(entry + LedgerLayout.OWNER_OFFSET, 0);
                ledger.setInt(entry + LedgerLayout.LENGTH_OFFSET, 0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        LedgerLayout.KEEPING_BYTES + ", 1",
        LedgerLayout.KEEPING_BYTES + ", 2",
        LedgerLayout.COUNTING_BYTES + ", 3"
    })
    void SEC10_ledgerFlips_operationsFailOrSucceed(int slotBytes, long seed) throws Exception {
        Queue queue = new Queue(slotBytes);
        Thread hostile = new Thread(() -> flip(queue, new Random(seed)), "hostile");
        hostile.start();
        try {
            assertThat(operate(queue, new Random(-seed))).isPositive();
            assertThat(flips).hasPositiveValue();
        } finally {
            stopped.set(true);
            hostile.join();
        }
        queue.reset();
        queue.done.clear();
        assertThat(queue.access.putNow(new byte[] {1}, 1, null)).isTrue();
        assertThat(queue.access.takeNow(new Parcel())).isEqualTo(Ring.Taken.ONE);
        queue.done.done();
        assertThat(queue.done.join(0)).isTrue();
    }

    @Test
    void SEC10_lengthOfASegmentThatIsNotThere_costsNoMemory() throws Exception {
        Queue queue = new Queue(LedgerLayout.KEEPING_BYTES);
        long entry = LedgerLayout.entry(0, queue.slotBytes);
        queue.ledger.setInt(LedgerLayout.USED_OFFSET, 1);
        queue.ledger.setInt(
                entry + LedgerLayout.LENGTH_OFFSET, Elements.MOST_BYTES | LedgerLayout.IN_SEGMENT);
        queue.ledger.setInt(entry + LedgerLayout.OWNER_OFFSET, LedgerLayout.RETURNED);
        Parcel parcel = new Parcel();
        assertThatThrownBy(() -> queue.access.takeNow(parcel))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(parcel.array()).isEmpty();
    }

    private void flip(Queue queue, Random random) {
        while (!stopped.get()) {
            long at = NUMBERS[random.nextInt(NUMBERS.length)] & -8;
            if (random.nextInt(4) != 0) {
                at =
                        LedgerLayout.entry(random.nextInt(ENTRIES), queue.slotBytes)
                                + 8 * random.nextInt(queue.slotBytes / 8 / 16 + 4);
            }
            long before = queue.ledger.getLong(at);
            long value = value(random, before);
            // SLOT_BYTES is looked at once, by who attaches.
            boolean isSize = at == (LedgerLayout.SLOT_BYTES_OFFSET & -8);
            queue.ledger.setLong(at, isSize ? (value & -1L << 32) | queue.slotBytes : value);
            flips.incrementAndGet();
            if (random.nextBoolean()) {
                queue.ledger.setLong(at, before);
            } else if (random.nextInt(20) == 0) {
                queue.reset();
            }
        }
    }

    private static long value(Random random, long before) {
        int self = Peers.current().self();
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> before ^ (1L << random.nextInt(64));
            case 2 -> before + random.nextInt(100);
            case 3 -> (before & -1L << 32) | self;
            case 4 -> (before & -1L << 32) | 0xffff_ffffL & LedgerLayout.RETURNED;
            default -> 0;
        };
    }

    /** Returns how often something was found to be wrong. */
    private static long operate(Queue queue, Random random) throws InterruptedException {
        long wrong = 0;
        Parcel parcel = new Parcel();
        for (int i = 0; i < OPERATIONS; i++) {
            int length = 1 + random.nextInt(300);
            try {
                switch (i % 8) {
                    case 0, 1, 2 -> queue.access.put(new byte[length], length, null, TIMEOUT_NANOS);
                    case 3, 4 -> queue.access.take(parcel, TIMEOUT_NANOS);
                    case 5 -> queue.done.done();
                    case 6 -> queue.done.join(TIMEOUT_NANOS);
                    default -> assertThat(queue.done.size()).isNotNegative();
                }
            } catch (IllegalStateException found) {
                assertThat(found.getMessage()).containsAnyOf("the queue is corrupt", "taskDone()");
                wrong++;
            } catch (UncheckedIOException nothingThere) {
                assertThat(nothingThere).hasMessageContaining("given out again cannot be read");
                wrong++;
            } catch (ConsumerDiedException | QueueCompletedException made) {
                wrong++;
            }
        }
        return wrong;
    }
}
