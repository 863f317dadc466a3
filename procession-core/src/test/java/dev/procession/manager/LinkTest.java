package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ManagerUnavailableException;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.FramePort;
import dev.procession.testing.Await;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of a connection whose dialing, or whose end, comes at a bad moment. */
class LinkTest {

    private static final Address ADDRESS =
            new SessionAddress("Manager-1", Path.of("/no/such"), TimeUnit.SECONDS.toNanos(30));

    /** A connection that a manager has ended after it has asked whether we are there. */
    private static final class Ending implements FramePort {
        private final AtomicInteger received = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        @Override
        public void send(byte[] bytes, int length) throws IOException {
            throw new EOFException("broken");
        }

        @Override
        public byte @Nullable [] receive() {
            return received.incrementAndGet() == 1 ? new byte[] {Wire.PING} : null;
        }

        @Override
        public int maxBytes() {
            return FrameChannel.MOST_BYTES;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** Dials at once, or later than it may. */
    private static final class Dialed implements Dialing {
        private final FramePort port = new Ending();
        private final AtomicInteger asked = new AtomicInteger();
        private final boolean isLate;

        Dialed(boolean isLate) {
            this.isLate = isLate;
        }

        @Override
        public long nanos() {
            return isLate ? 1 : Await.scaled(Duration.ofSeconds(30)).toNanos();
        }

        @Override
        public FramePort connect() {
            if (isLate) {
                awaitInterruption();
            }
            return port;
        }

        private static void awaitInterruption() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException expected) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public ManagerUnavailableException ended(@Nullable Exception broken) {
            asked.incrementAndGet();
            return new ManagerUnavailableException(
                    broken == null ? "it has ended" : broken.getMessage(), broken);
        }
    }

    private static void assertUnavailable(Link link, String message) {
        assertThatThrownBy(() -> link.call(ObjectId.ROOT, RootOps.PING, new Object[0]))
                .isInstanceOf(ManagerUnavailableException.class)
                .hasMessage(message);
    }

    @Test
    void M5_readerThatCannotAnswer_doesNotWaitForItsOwnEnd() {
        var dialing = new Dialed(false);
        Link link = Link.open(ADDRESS, dialing);
        try {
            Await.until("it has ended", () -> ((Ending) dialing.port).closed.get() == 1);
            assertUnavailable(link, "it has ended");
            assertThat(dialing.asked).as("asked by the end itself alone").hasValue(1);
        } finally {
            link.close();
        }
    }

    @Test
    void M5_dialedTooLate_whenItIsInterruptedAlready_isNotRead() {
        var dialing = new Dialed(true);
        Link link = Link.open(ADDRESS, dialing);
        try {
            assertUnavailable(link, "it took too long");
            Ending port = (Ending) dialing.port;
            assertThat(port.closed).hasValue(1);
            assertThat(port.received).as("frames asked for while interrupted").hasValue(0);
        } finally {
            link.close();
        }
    }

    @Test
    void M5_endWithoutAMessage_isToldByItsClass() {
        assertThat(ADDRESS.dialing().ended(new ClosedChannelException()))
                .hasMessage(
                        "[Manager-1] the manager has ended, was closed, or has cut this process"
                                + " off: java.nio.channels.ClosedChannelException");
    }
}
