package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.CodecException;
import dev.procession.TaskConsumer;
import dev.procession.TaskTimeoutException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row I5: connections that are handed to worker processes, and who has them when. */
class HandOverIT {

    private static final PoolOptions ONE =
            PoolOptions.defaults()
                    .withWorkers(1)
                    .withName("hands")
                    .withStopGrace(Duration.ofMillis(300));

    @TempDir File directory;

    private String file(String name) {
        return new File(directory, name).getPath();
    }

    /** Says who and where it is, then answers each line by itself until "bye". */
    private static void talk(SocketChannel channel) throws IOException {
        Lines.write(channel, "pid " + Pools.ownPid());
        Lines.write(channel, "peer " + channel.getRemoteAddress());
        Lines.write(channel, "linger " + channel.getOption(StandardSocketOptions.SO_LINGER));
        Lines.write(channel, "blocking " + channel.isBlocking());
        echo(channel);
    }

    private static void echo(SocketChannel channel) throws IOException {
        BufferedReader in = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Lines.write(channel, line.equals("bye") ? "so long" : "you said " + line);
            if (line.equals("bye")) {
                return;
            }
        }
        Lines.write(channel, "that was all");
    }

    // ---- the connection works ----------------------------------------------------------------

    private static void assertTalks(Lines lines, Pid worker, SocketAddress address)
            throws Exception {
        assertThat(lines.next()).isEqualTo("pid " + worker.number());
        assertThat(lines.next()).isEqualTo("peer " + address);
        assertThat(lines.next()).isEqualTo("linger -1");
        assertThat(lines.next()).isEqualTo("blocking true");
        assertThat(lines.say("one").next()).isEqualTo("you said one");
        assertThat(lines.say("two").next()).isEqualTo("you said two");
        assertThat(lines.say("bye").next()).isEqualTo("so long");
        assertThat(lines.next()).isEqualTo(Lines.END);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void I5_workerTalksOnTheConnection_andKnowsThePeer(String host) throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.to(host)) {
            CompletableFuture<Void> future = pool.handOver(HandOverIT::talk, lines.accepted());
            assertThat(lines.accepted().isOpen()).isFalse();
            assertTalks(lines, Pools.worker(pool), lines.address());
            assertThat(Pools.get(future)).isNull();
        }
    }

    @Test
    void I5_unixDomainConnection() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.local(file("socket"))) {
            CompletableFuture<Void> future = pool.handOver(HandOverIT::talk, lines.accepted());
            assertTalks(lines, Pools.worker(pool), UnixDomainSocketAddress.of(""));
            Pools.get(future);
        }
    }

    @Test
    void I5_nonBlockingChannel_andOneThatAVirtualThreadHasReadFrom() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Lines first = Lines.connect();
                Lines second = Lines.connect()) {
            first.accepted().configureBlocking(false);
            pool.handOver(HandOverIT::talk, first.accepted());
            assertTalks(first, Pools.worker(pool), first.address());

            second.say("for the server");
            ByteBuffer heard = ByteBuffer.allocate(100);
            Thread reader = Thread.startVirtualThread(() -> read(second.accepted(), heard));
            reader.join();
            assertThat(heard.position()).isEqualTo("for the server\n".length());
            pool.handOver(HandOverIT::talk, second.accepted());
            assertTalks(second, Pools.worker(pool), second.address());
        }
    }

    private static void read(SocketChannel channel, ByteBuffer into) {
        try {
            channel.read(into);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    @Test
    void I5_whatCameBeforeTheHandOver_andHalfAClose_arriveInTheWorker() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect()) {
            lines.say("early").sayNoMore();
            pool.handOver(HandOverIT::echo, lines.accepted());
            assertThat(lines.next()).isEqualTo("you said early");
            assertThat(lines.next()).isEqualTo("that was all");
            assertThat(lines.next()).isEqualTo(Lines.END);
        }
    }

    /** Sends back what comes, and then, to whoever listens on, how much that was. */
    private static void mirror(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 << 10);
        long count = 0;
        while (channel.read(buffer) >= 0) {
            count += buffer.flip().remaining();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }
        channel.write(buffer.putLong(count).flip());
    }

    @Test
    void I5_megabytesBothWays_arriveAsTheyWereSent() throws Exception {
        byte[] sent = new byte[8 << 20];
        new Random(5).nextBytes(sent);
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect()) {
            CompletableFuture<Void> future = pool.handOver(HandOverIT::mirror, lines.accepted());
            Thread writer = Thread.startVirtualThread(() -> lines.sayAll(sent));
            ByteBuffer received = lines.hearAll();
            writer.join();
            assertThat(received.remaining()).isEqualTo(sent.length + Long.BYTES);
            assertThat(received.getLong(sent.length)).isEqualTo(sent.length);
            assertThat(received.limit(sent.length)).isEqualTo(ByteBuffer.wrap(sent));
            Pools.get(future);
        }
    }

    @Test
    void I5_manyConnections_eachIsAnswered_andNothingIsLeftHere() throws Exception {
        int many = 100;
        int before = sockets();
        try (var pool = ProcessPool.open(ONE.withWorkers(2))) {
            List<Lines> all = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                Lines lines = Lines.connect().say("number " + i).say("bye");
                all.add(lines);
                pool.handOver(HandOverIT::echo, lines.accepted());
            }
            for (int i = 0; i < many; i++) {
                try (Lines lines = all.get(i)) {
                    assertThat(lines.next()).isEqualTo("you said number " + i);
                    assertThat(lines.next()).isEqualTo("so long");
                    assertThat(lines.next()).isEqualTo(Lines.END);
                }
            }
        }
        Await.until("all descriptors are closed", () -> sockets() == before);
    }

    /** How many sockets this process has. */
    private static int sockets() {
        return (int) Pid.descriptors().stream().filter(each -> each.contains("socket:")).count();
    }

    @Test
    void I5_whatTheTaskThrows_isInItsFuture_andItIsNotTriedAgain() throws Exception {
        String counter = file("attempts");
        try (var pool = ProcessPool.open(ONE.withRetries(3));
                Lines lines = Lines.connect()) {
            TaskConsumer<SocketChannel> failing =
                    channel -> {
                        Pools.touch(counter + Pools.ownPid() + "-" + System.nanoTime());
                        throw new IllegalStateException("hung up");
                    };
            Throwable failure = Pools.failure(pool.handOver(failing, lines.accepted()));
            assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("hung up");
            assertThat(lines.next()).isEqualTo(Lines.END);
            assertThat(directory.list()).hasSize(1);
        }
    }

    @Test
    void I5_timeLimit_endsTheConnection() throws Exception {
        TaskOptions hurry = TaskOptions.defaults().withTimeout(Duration.ofMillis(300));
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect()) {
            CompletableFuture<Void> future =
                    pool.with(hurry).handOver(HandOverIT::echo, lines.accepted());
            assertThat(lines.next()).isEqualTo(Lines.END);
            assertThat(Pools.failure(future)).isInstanceOf(TaskTimeoutException.class);
        }
    }

    // ---- the caller keeps what is refused ----------------------------------------------------

    private static void assertStillOurs(Lines lines) throws Exception {
        assertThat(lines.accepted().isOpen()).isTrue();
        assertThat(lines.accepted().getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
        Lines.write(lines.accepted(), "still here");
        assertThat(lines.next()).isEqualTo("still here");
        lines.say("and here");
        ByteBuffer heard = ByteBuffer.allocate(100);
        lines.accepted().configureBlocking(true);
        assertThat(lines.accepted().read(heard)).isEqualTo("and here\n".length());
    }

    @Test
    void I5_poolThatIsShutDown_refuses_andTheCallerKeepsTheChannel() throws Exception {
        var pool = ProcessPool.open(ONE);
        pool.close();
        try (Lines lines = Lines.connect()) {
            assertThatThrownBy(() -> pool.handOver(HandOverIT::echo, lines.accepted()))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage("[pool hands] no longer takes tasks: it was shut down");
            assertStillOurs(lines);
        }
    }

    @Test
    void I5_taskThatCannotBeEncoded_isRefused_andTheCallerKeepsTheChannel() throws Exception {
        Object lock = new Object();
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect()) {
            assertThatThrownBy(() -> pool.handOver(channel -> lock.notifyAll(), lines.accepted()))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("java.lang.Object is not serializable");
            assertStillOurs(lines);
        }
    }

    @Test
    void I5_poolWithoutRoom_refuses_andTheCallerKeepsTheChannel() throws Exception {
        String begun = file("begun");
        try (var pool = ProcessPool.open(ONE.withMaxWaiting(1, WhenFull.REFUSE));
                Lines lines = Lines.connect()) {
            var blocking = pool.submit(Pools.blocking(new File(begun)));
            Pools.awaitFile(new File(begun));
            var waiting = pool.submit(() -> 1);
            assertThatThrownBy(() -> pool.handOver(HandOverIT::echo, lines.accepted()))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("as many tasks wait as may");
            assertStillOurs(lines);
            blocking.cancel(true);
            Pools.get(waiting);
        }
    }

    @Test
    void I5_channelOfASelector_isRefused_untilItIsDeregistered() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Selector selector = Selector.open();
                Lines lines = Lines.connect()) {
            SocketChannel channel = lines.accepted();
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            assertThatThrownBy(() -> pool.handOver(HandOverIT::talk, channel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "a channel that is registered with a selector cannot be handed over:"
                                    + " cancel its key and select once more first: channel="
                                    + channel);
            key.cancel();
            selector.selectNow();
            assertStillOurs(lines);
            pool.handOver(HandOverIT::talk, channel);
            assertTalks(lines, Pools.worker(pool), lines.address());
        }
    }

    @Test
    void I5_channelThatIsNotConnected_isRefused() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                SocketChannel fresh = SocketChannel.open()) {
            assertThatThrownBy(() -> pool.handOver(HandOverIT::echo, fresh))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("only a connected channel can be handed over: channel=" + fresh);
            assertThat(fresh.isOpen()).isTrue();
        }
    }

    // ---- the pool closes what it has taken ---------------------------------------------------

    @Test
    void I5_cancelledBeforeItBegins_theConnectionEnds() throws Exception {
        String begun = file("begun");
        int before = sockets();
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect()) {
            var blocking = pool.submit(Pools.blocking(new File(begun)));
            Pools.awaitFile(new File(begun));
            CompletableFuture<Void> future = pool.handOver(HandOverIT::echo, lines.accepted());
            future.cancel(true);
            assertThat(lines.next()).isEqualTo(Lines.END);
            blocking.cancel(true);
        }
        Await.until("all descriptors are closed", () -> sockets() == before);
    }

    @Test
    void I5_cancelledWhileItTalks_theConnectionEnds_andTheWorkerLives() throws Exception {
        try (var pool = ProcessPool.open(ONE);
                Lines lines = Lines.connect();
                Lines next = Lines.connect()) {
            CompletableFuture<Void> future = pool.handOver(HandOverIT::echo, lines.accepted());
            assertThat(lines.say("one").next()).isEqualTo("you said one");
            Pid worker = Pools.worker(pool);
            future.cancel(true);
            assertThat(lines.next()).isEqualTo(Lines.END);
            pool.handOver(HandOverIT::talk, next.accepted());
            assertTalks(next, worker, next.address());
        }
    }

    @Test
    void I5_poolStoppedWithWaitingConnections_theyEnd() throws Exception {
        String begun = file("begun");
        List<Lines> all = new ArrayList<>();
        List<CompletableFuture<Void>> futures = new ArrayList<>();
        var pool = ProcessPool.open(ONE);
        pool.submit(Pools.blocking(new File(begun)));
        Pools.awaitFile(new File(begun));
        for (int i = 0; i < 5; i++) {
            Lines lines = Lines.connect();
            all.add(lines);
            futures.add(pool.handOver(HandOverIT::echo, lines.accepted()));
        }
        List<Runnable> never = pool.shutdownNow();
        pool.close();
        assertThat(futures).allMatch(CompletableFuture::isCancelled);
        for (Lines each : all) {
            assertThat(each.next()).isEqualTo(Lines.END);
            each.close();
        }
        assertThat(never).hasSize(5);
        assertThatThrownBy(() -> never.getFirst().run())
                .hasRootCauseInstanceOf(IOException.class)
                .hasRootCauseMessage(
                        "the connection was closed when its task was given up: it is for the one"
                                + " worker that begins the task");
    }
}
