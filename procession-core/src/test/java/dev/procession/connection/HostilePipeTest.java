package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.shared.Block;
import dev.procession.internal.shared.Words;
import dev.procession.testing.Await;
import java.io.EOFException;
import java.io.InvalidObjectException;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row SEC10: another process writes nonsense into a pipe while it is used. */
class HostilePipeTest {

    private static final int OPERATIONS = 20_000;
    private static final long TIMEOUT_NANOS = 100_000;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong flips = new AtomicLong();

    private static Block block(PipeOptions options) throws Exception {
        return Block.create(
                PipeLayout.KIND,
                PipeLayout.bytes(options.ringBytes(), 2),
                words -> PipeLayout.fill(words, options, 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void SEC10_seatsFlip_operationsFailOrSucceed(long seed) throws Exception {
        Block block = block(PipeOptions.defaults().withMaxBytes(4 << 10));
        try {
            Hold left = Hold.add(block, Seats.LEFT);
            Hold right = Hold.add(block, Seats.RIGHT);
            Thread hostile = new Thread(() -> flip(block.words(), new Random(seed)), "hostile");
            hostile.start();
            try {
                Await.until("it flips", () -> flips.get() > 0);
                operate(left, right, new Random(-seed));
            } finally {
                stopped.set(true);
                hostile.join();
            }
            left.close();
            right.close();
        } finally {
            block.close();
        }
    }

    /** Seats and the count of them; what is in the rings is flipped for queues. */
    private void flip(Words words, Random random) {
        while (!stopped.get()) {
            long at = PipeLayout.SEATS_OFFSET + 8L * random.nextInt(PipeLayout.SEATS);
            long before = words.getLong(at);
            words.setLong(at, random.nextBoolean() ? random.nextLong() : before ^ (1L << 33));
            words.getAndAddInt(PipeLayout.ADDED_OFFSET, random.nextInt());
            flips.incrementAndGet();
            if (random.nextInt(4) != 0) {
                words.setLong(at, before);
            }
        }
    }

    private static void operate(Hold left, Hold right, Random random) throws Exception {
        int failed = 0;
        for (int i = 0; i < OPERATIONS; i++) {
            Hold each = random.nextBoolean() ? left : right;
            try {
                switch (i % 4) {
                    case 0, 1 -> each.out().send("a message", TIMEOUT_NANOS);
                    case 2 -> each.in().receive(TIMEOUT_NANOS);
                    default -> each.in().poll(TIMEOUT_NANOS);
                }
            } catch (EOFException
                    | BrokenPipeException
                    | TimeoutException
                    | IllegalStateException e) {
                failed++;
            }
        }
        assertThat(failed).isPositive();
    }

    @Test
    void SEC10_aPipeOfImpossibleSizes_isRefused() throws Exception {
        Block block = block(PipeOptions.defaults());
        try {
            for (long at :
                    new long[] {PipeLayout.RING_BYTES_OFFSET, PipeLayout.DIRECTIONS_OFFSET}) {
                int before = block.words().getInt(at);
                for (int size : new int[] {0, -1, 3, before * 2, Integer.MAX_VALUE}) {
                    block.words().setInt(at, size);
                    assertThatIsRefused(block);
                }
                block.words().setInt(at, before);
            }
        } finally {
            block.close();
        }
    }

    private static void assertThatIsRefused(Block block) throws Exception {
        boolean isRefused = false;
        try {
            Hold.add(block, Seats.LEFT);
        } catch (InvalidObjectException refused) {
            assertThat(refused).hasMessageStartingWith("the pipe is corrupt");
            isRefused = true;
        }
        assertThat(isRefused).isTrue();
    }

    @Test
    void SEC10_aForgedTicket_isRefused() throws Exception {
        Block block = block(PipeOptions.defaults());
        try {
            Hold left = Hold.add(block, Seats.LEFT);
            for (long[] forged :
                    new long[][] {
                        {-1, left.ticket()},
                        {PipeLayout.SEATS, left.ticket()},
                        {left.seat(), 0},
                        {left.seat(), left.ticket()},
                        {1, left.ticket()}
                    }) {
                boolean isRefused = false;
                try {
                    Hold.claim(block, (int) forged[0], forged[1]);
                } catch (InvalidObjectException refused) {
                    isRefused = true;
                }
                assertThat(isRefused).isTrue();
            }
            assertThat(left.isMine()).isTrue();
            left.close();
            assertThat(block.isClosed()).isTrue();
        } finally {
            block.close();
        }
    }
}
