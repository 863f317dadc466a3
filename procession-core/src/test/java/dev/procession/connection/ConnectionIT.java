package dev.procession.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.testing.Await;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row I4: what goes over a connection, whatever way it leads. */
class ConnectionIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** As many as no buffer of a socket holds. */
    private static final int MANY_BYTES = 16 << 20;

    private static byte[] random(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static <T> FutureTask<T> start(
            boolean isVirtual, java.util.concurrent.Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        if (isVirtual) {
            Thread.startVirtualThread(task);
        } else {
            Thread.ofPlatform().daemon().start(task);
        }
        return task;
    }

    // ---- messages ----------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void I4_objectsAndBytes_goBothWays(Route route) throws Exception {
        try (var ends = route.both()) {
            for (Object each : Arrays.asList("baozi", 0, null, "", List.of(1, "a"))) {
                ends.here().send(each);
                assertThat(ends.there().receive()).isEqualTo(each);
                ends.there().send(each);
                assertThat(ends.here().receive()).isEqualTo(each);
            }
            for (byte[] each : List.of(new byte[0], random(1, 1), random(100_000, 2))) {
                ends.here().sendBytes(each);
                assertThat(ends.there().receiveBytes()).isEqualTo(each);
            }
            ends.there().sendBytes(random(9, 3), 2, 5);
            assertThat(ends.here().receiveBytes())
                    .isEqualTo(Arrays.copyOfRange(random(9, 3), 2, 7));
        }
    }

    @ParameterizedTest
    @EnumSource
    void I4_aLongMessage_arrivesWhole(Route route) throws Exception {
        try (var ends = route.both()) {
            byte[] sent = random(MANY_BYTES, 4);
            FutureTask<byte[]> received = start(true, ends.there()::receiveBytes);
            ends.here().sendBytes(sent);
            assertThat(Arrays.equals(received.get(), sent)).isTrue();
            long[] numbers = new Random(5).longs(300_000).toArray();
            FutureTask<Object> object = start(true, ends.there()::receive);
            ends.here().send(numbers);
            assertThat(object.get()).isEqualTo(numbers);
        }
    }

    @ParameterizedTest
    @EnumSource
    void I4_manyMessages_areNeverMerged_andKeepTheirOrder(Route route) throws Exception {
        try (var ends = route.both()) {
            FutureTask<List<Object>> received =
                    start(
                            false,
                            () -> {
                                List<Object> all = new ArrayList<>();
                                ends.there().forEachReceived(all::add);
                                return all;
                            });
            List<Object> sent = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                sent.add("x".repeat(i % 300) + i);
                ends.here().send(sent.getLast());
            }
            ends.here().close();
            assertThat(received.get()).isEqualTo(sent);
        }
    }

    // ---- the end -----------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource
    void I4_closedByThePeer_whatWasSentIsReceived_andThenTheEnd(Route route) throws Exception {
        try (var ends = route.both()) {
            ends.there().send("unread by the peer");
            ends.here().send("one");
            ends.here().send("two");
            ends.here().close();
            assertThat(ends.there().poll(LONG)).isTrue();
            assertThat(ends.there().receive()).isEqualTo("one");
            assertThat(ends.there().receive()).isEqualTo("two");
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(ends.there()::receive).isInstanceOf(EOFException.class);
                assertThat(ends.there().poll(Duration.ZERO)).isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void I4_closedByThePeer_sendingFailsBeforeLong(Route route) throws Exception {
        try (var ends = route.both()) {
            ends.there().close();
            assertThatThrownBy(() -> sendUntilItFails(ends.here()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the peer has closed the connection or ended: nothing can be sent");
        }
    }

    private static void sendUntilItFails(Connection<Object, Object> connection) throws Exception {
        for (int i = 0; i < 1000; i++) {
            connection.sendBytes(new byte[1 << 20]);
        }
        throw new AssertionError("a gigabyte went nowhere");
    }

    @ParameterizedTest
    @EnumSource
    void I4_closedHere_whoWaitsIsTold(Route route) throws Exception {
        try (var ends = route.both()) {
            FutureTask<Object> receiving = start(true, ends.here()::receive);
            FutureTask<Object> second = start(false, ends.here()::receive);
            FutureTask<?> sending = start(false, () -> sending(ends.here()));
            assertThat(Await.holds(Duration.ofMillis(50), receiving::isDone)).isFalse();
            ends.here().close();
            ends.here().close();
            for (FutureTask<?> each : List.of(receiving, second, sending)) {
                assertThatThrownBy(each::get)
                        .hasRootCauseInstanceOf(IllegalStateException.class)
                        .hasRootCauseMessage("the connection was closed");
            }
            assertThatThrownBy(() -> ends.here().poll(Duration.ZERO))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    private static Object sending(Connection<Object, Object> connection) throws Exception {
        sendUntilItFails(connection);
        return connection;
    }

    // ---- waiting -----------------------------------------------------------------------------

    @Test
    void I4_poll_tellsWhetherAWholeMessageIsThere() throws Exception {
        try (var ends = Route.UNIX.both()) {
            assertThat(ends.there().poll(Duration.ZERO)).isFalse();
            assertThat(ends.there().poll(Duration.ofMillis(1))).isFalse();
            assertThat(ends.there().poll(Duration.ofSeconds(-1))).isFalse();
            ends.here().send(1);
            assertThat(ends.there().poll(LONG)).isTrue();
            assertThat(ends.there().poll(Duration.ZERO)).isTrue();
            assertThat(ends.there().receive()).isEqualTo(1);
            assertThat(ends.there().poll(Duration.ZERO)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void I4_await_findsTheConnectionThatHasAMessage_orTheEnd(Route route) throws Exception {
        try (var quiet = Route.UNIX.both();
                var ends = route == Route.UNIX ? Route.TCP.both() : route.both()) {
            List<Connection<Object, Object>> all = List.of(quiet.there(), ends.there());
            assertThat(Connections.await(Duration.ofMillis(1), all)).isEmpty();
            FutureTask<List<Connection<Object, Object>>> waiting =
                    start(true, () -> Connections.await(LONG, all));
            ends.here().send("message");
            assertThat(waiting.get()).containsExactly(ends.there());
            assertThat(Connections.await(LONG, all)).containsExactly(ends.there());
            assertThat(ends.there().receive()).isEqualTo("message");
            assertThat(Connections.await(Duration.ZERO, all)).isEmpty();
            ends.here().close();
            assertThat(Connections.await(LONG, all)).containsExactly(ends.there());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void I4_interruptedWhileReceiving_theConnectionSurvives(boolean isVirtual) throws Exception {
        for (Route route : Route.values()) {
            try (var ends = route.both()) {
                FutureTask<Object> receiving = new FutureTask<>(ends.there()::receive);
                Thread thread =
                        isVirtual
                                ? Thread.startVirtualThread(receiving)
                                : Thread.ofPlatform().daemon().start(receiving);
                Await.until("it waits", () -> isWaiting(thread));
                thread.interrupt();
                assertThatThrownBy(receiving::get).hasCauseInstanceOf(InterruptedException.class);
                ends.here().send("later");
                assertThat(ends.there().receive()).isEqualTo("later");
            }
        }
    }

    private static boolean isWaiting(Thread thread) {
        // For the peer, or for the rest of a message that another thread has left.
        return Arrays.stream(thread.getStackTrace())
                .map(StackTraceElement::getMethodName)
                .anyMatch(each -> each.equals("select") || each.equals("tryLock"));
    }

    @ParameterizedTest
    @EnumSource
    void I4_interruptedWhileSending_noMessageIsTorn(Route route) throws Exception {
        try (var ends = route.both()) {
            AtomicInteger sent = new AtomicInteger();
            for (int round = 0; round < 3; round++) {
                FutureTask<Object> sending =
                        new FutureTask<>(() -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                ends.here().sendBytes(random(1 << 20, sent.get()));
                                sent.incrementAndGet();
                            }
                            throw new InterruptedException("it had begun to go out");
                        });
                Thread thread = Thread.startVirtualThread(sending);
                Await.until("it waits", () -> isWaiting(thread));
                thread.interrupt();
                assertThatThrownBy(sending::get).hasCauseInstanceOf(InterruptedException.class);
            }
            FutureTask<Object> last =
                    start(
                            true,
                            () -> {
                                ends.here().send("last");
                                return "sent";
                            });
            for (int i = 0; i < sent.get(); i++) {
                assertThat(Arrays.equals(ends.there().receiveBytes(), random(1 << 20, i))).isTrue();
            }
            assertThat(ends.there().receive()).isEqualTo("last");
            assertThat(last.get()).isEqualTo("sent");
        }
    }

    @ParameterizedTest
    @EnumSource
    void I4_peerThatDoesNotRead_hangsNobodyBeyondHisLimit_andNoMessageIsTorn(Route route)
            throws Exception {
        try (var ends = route.both()) {
            AtomicInteger sent = new AtomicInteger();
            Duration limit = Duration.ofMillis(20);
            while (ends.here().sendBytes(random(1 << 20, sent.get()), 0, 1 << 20, limit)) {
                sent.incrementAndGet();
                assertThat(sent.get()).as("megabytes that nobody has read").isLessThan(1000);
            }
            assertThat(ends.here().send("no", Duration.ZERO)).isFalse();
            for (int i = 0; i < sent.get(); i++) {
                assertThat(Arrays.equals(ends.there().receiveBytes(), random(1 << 20, i))).isTrue();
            }
            assertThat(ends.here().send("again", LONG)).isTrue();
            assertThat(ends.there().receive()).isEqualTo("again");
        }
    }

    @ParameterizedTest
    @EnumSource
    void I4_manyThreadsAtBothEnds_eachMessageReachesOneOfThem(Route route) throws Exception {
        int threads = 6;
        int each = 300;
        try (var ends = route.both()) {
            List<FutureTask<Object>> work = new ArrayList<>();
            Set<Object> received = ConcurrentHashMap.newKeySet();
            AtomicInteger count = new AtomicInteger();
            for (int i = 0; i < threads; i++) {
                int sender = i;
                work.add(
                        start(
                                i % 2 == 0,
                                () -> {
                                    for (int k = 0; k < each; k++) {
                                        ends.here().send(List.of(sender, k, "x".repeat(k * 40)));
                                    }
                                    return sender;
                                }));
                work.add(
                        start(
                                i % 2 != 0,
                                () -> {
                                    ends.there()
                                            .forEachReceived(message -> {
                                                count.incrementAndGet();
                                                received.add(message);
                                                if (count.get() == threads * each) {
                                                    ends.here().close();
                                                }
                                            });
                                    return sender;
                                }));
            }
            for (FutureTask<Object> task : work) {
                task.get();
            }
            assertThat(count).hasValue(threads * each);
            assertThat(received).hasSize(threads * each);
            assertThat(received).allMatch(message -> isWhole((List<?>) message));
        }
    }

    private static boolean isWhole(List<?> message) {
        return ((String) message.get(2)).length() == 40 * (Integer) message.get(1);
    }

    // ---- limits ------------------------------------------------------------------------------

    @Test
    void I4_tooLongAMessage_isNotSent_andTheConnectionLivesOn() throws Exception {
        ConnectionOptions small = Route.UNIX.options().withMaxMessage("1k");
        try (var ends = Route.UNIX.both(small, small)) {
            assertThatThrownBy(() -> ends.here().sendBytes(new byte[1025]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "the message is too long: bytes=1025, limit=1024; raise it by"
                                    + " ConnectionOptions.withMaxMessage on both sides");
            assertThatThrownBy(() -> ends.here().send("x".repeat(2000)))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("too long")
                    .hasMessageEndingWith(
                            "; raise it by ConnectionOptions.withMaxMessage on both sides");
            ends.here().sendBytes(new byte[1024]);
            assertThat(ends.there().receiveBytes()).hasSize(1024);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1025, 5000, 3_000_000})
    void I4_longerThanThePeerTakes_isThrownAwayThere_andTheConnectionLivesOn(int length)
            throws Exception {
        ConnectionOptions small = Route.UNIX.options().withMaxMessage("1k");
        try (var ends = Route.UNIX.both(Route.UNIX.options(), small)) {
            FutureTask<Object> sending =
                    start(
                            true,
                            () -> {
                                ends.here().sendBytes(new byte[length]);
                                ends.here().send("next");
                                return "sent";
                            });
            assertThat(ends.there().poll(LONG)).isTrue();
            assertThatThrownBy(ends.there()::receiveBytes)
                    .isInstanceOf(CodecException.class)
                    .hasMessage(
                            "a message was too long and was thrown away: bytes="
                                    + length
                                    + ", limit=1024; raise it by ConnectionOptions.withMaxMessage");
            assertThat(ends.there().receive()).isEqualTo("next");
            assertThat(sending.get()).isEqualTo("sent");
        }
    }

    @Test
    void I4_noRoomForIt_theMessageStays() throws Exception {
        try (var ends = Route.UNIX.both()) {
            ends.here().sendBytes(random(100, 7));
            assertThatThrownBy(() -> ends.there().receiveBytes(99))
                    .isInstanceOf(IOException.class)
                    .hasMessage(
                            "the message is longer than there is room for, and stays there:"
                                    + " bytes=100, most=99");
            ByteBuffer small = ByteBuffer.allocate(50);
            assertThatThrownBy(() -> ends.there().receiveBytes(small))
                    .isInstanceOf(IOException.class);
            assertThat(small.position()).isZero();
            ByteBuffer buffer = ByteBuffer.allocateDirect(200).position(10);
            assertThat(ends.there().receiveBytes(buffer)).isEqualTo(100);
            assertThat(buffer.position()).isEqualTo(110);
            byte[] received = new byte[100];
            buffer.get(10, received);
            assertThat(received).isEqualTo(random(100, 7));
            ends.here().sendBytes(new byte[] {1, 2});
            assertThat(ends.there().receiveBytes(received)).isEqualTo(2);
            assertThat(received).startsWith(1, 2);
        }
    }

    @Test
    void I4_anObject_isNotReceivedAsBytes_andStays() throws Exception {
        try (var ends = Route.UNIX.both()) {
            ends.here().sendBytes(new byte[] {1});
            ends.here().send("object");
            assertThat(ends.there().receive()).isEqualTo(new byte[] {1});
            assertThatThrownBy(ends.there()::receiveBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("the message is an object, which receive() returns");
            assertThat(ends.there().receive()).isEqualTo("object");
        }
    }

    @Test
    void I4_noMessageInTime_isATimeout() throws Exception {
        try (var ends = Route.UNIX.both()) {
            assertThatThrownBy(() -> ends.there().receive(Duration.ZERO))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no message came in time: timeout=PT0S");
            assertThatThrownBy(() -> ends.there().receive(Duration.ofMillis(1)))
                    .isInstanceOf(TimeoutException.class);
            ends.here().send("now");
            assertThat(ends.there().receive(LONG)).isEqualTo("now");
        }
    }

    @Test
    void I4_whatCannotBeEncoded_failsWhereItIsSent() throws Exception {
        try (var ends = Route.UNIX.both()) {
            assertThatThrownBy(() -> ends.here().send(new Thread()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageStartingWith("message");
            ends.here().send("fine");
            assertThat(ends.there().receive()).isEqualTo("fine");
        }
    }
}
