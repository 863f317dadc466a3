package dev.procession.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.internal.os.SocketDescriptor.Arrival;
import dev.procession.testing.Await;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketDescriptorTest {

    /** Both ends of a connection. */
    private record Ends(SocketChannel client, SocketChannel accepted) implements AutoCloseable {

        static Ends tcp() throws IOException {
            try (ServerSocketChannel server = ServerSocketChannel.open()) {
                return of(server, new InetSocketAddress("127.0.0.1", 0));
            }
        }

        static Ends local() throws IOException {
            Path path = Leftovers.base().resolve("ends");
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                return of(server, UnixDomainSocketAddress.of(path));
            } finally {
                Files.delete(path);
            }
        }

        private static Ends of(ServerSocketChannel server, SocketAddress address)
                throws IOException {
            server.bind(address);
            SocketChannel client = SocketChannel.open(server.getLocalAddress());
            return new Ends(client, server.accept());
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
        }
    }

    private static void assertTalk(SocketChannel one, SocketChannel other) throws IOException {
        one.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(other.read(ByteBuffer.allocate(10))).isEqualTo(3);
        other.write(ByteBuffer.wrap(new byte[] {4, 5}));
        assertThat(one.read(ByteBuffer.allocate(10))).isEqualTo(2);
    }

    @Test
    void copyOf_findsTheChannelAmongMany_andLeavesItAsItWas() throws Exception {
        List<Ends> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            // Their addresses are all the same.
            all.add(Ends.local());
        }
        for (Ends each : all) {
            each.accepted().setOption(StandardSocketOptions.SO_LINGER, 1);
        }
        SocketChannel wanted = all.get(30).accepted();
        try (SocketDescriptor copy = SocketDescriptor.copyOf(wanted);
                SocketDescriptor other = SocketDescriptor.copyOf(all.get(30).client())) {
            assertThat(wanted.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(1);
            other.send((byte) 9, null);
            assertThat(copy.receive()).isEqualTo(new Arrival((byte) 9, null));
        }
        assertTalk(all.get(30).client(), wanted);
        for (Ends each : all) {
            each.close();
        }
    }

    @Test
    void copyOf_findsChannelsBelowAndAboveTheLowestFreeNumber() throws Exception {
        List<Ends> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            all.add(Ends.tcp());
        }
        for (Ends each : all.subList(10, 20)) {
            each.close();
        }
        for (Ends each : List.of(all.getFirst(), all.get(9), all.get(20), all.getLast())) {
            InetSocketAddress peer = (InetSocketAddress) each.accepted().getRemoteAddress();
            SocketDescriptor copy = SocketDescriptor.copyOf(each.accepted());
            copy.outlive(each.accepted());
            try (SocketChannel adopted = copy.toChannel(peer)) {
                assertTalk(each.client(), adopted);
            }
        }
        for (Ends each : all) {
            each.close();
        }
    }

    @Test
    void copyOf_ofAClosedChannel_isRefused() throws Exception {
        try (Ends ends = Ends.tcp()) {
            ends.accepted().close();
            assertThatThrownBy(() -> SocketDescriptor.copyOf(ends.accepted()))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void outlive_closesTheChannel_andNotTheConnection() throws Exception {
        try (Ends ends = Ends.tcp()) {
            ends.accepted().setOption(StandardSocketOptions.SO_LINGER, 5);
            InetSocketAddress peer = (InetSocketAddress) ends.accepted().getRemoteAddress();
            SocketDescriptor copy = SocketDescriptor.copyOf(ends.accepted());
            copy.outlive(ends.accepted());
            assertThat(ends.accepted().isOpen()).isFalse();
            try (SocketChannel adopted = copy.toChannel(peer)) {
                assertThat(adopted.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(5);
                assertThat(adopted.getRemoteAddress()).isEqualTo(ends.client().getLocalAddress());
                assertThat(adopted.isConnected()).isTrue();
                assertTalk(ends.client(), adopted);
            }
            assertThat(ends.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
    }

    /** A reader is thrown out, as by any other close, and the connection stays. */
    @Test
    void outlive_whileAThreadReads_endsTheReadAndNotTheConnection() throws Exception {
        try (Ends ends = Ends.tcp()) {
            InetSocketAddress peer = (InetSocketAddress) ends.accepted().getRemoteAddress();
            CompletableFuture<Thread> reader = new CompletableFuture<>();
            CompletableFuture<Integer> read =
                    CompletableFuture.supplyAsync(
                            () -> {
                                reader.complete(Thread.currentThread());
                                try {
                                    return ends.accepted().read(ByteBuffer.allocate(1));
                                } catch (IOException closed) {
                                    return -2;
                                }
                            },
                            task -> new Thread(task, "reader").start());
            Thread thread = reader.join();
            Await.until(
                    "it reads",
                    () -> List.of(thread.getStackTrace()).toString().contains("SocketDispatcher"));
            SocketDescriptor copy = SocketDescriptor.copyOf(ends.accepted());
            copy.outlive(ends.accepted());
            assertThat(read.join()).isEqualTo(-2);
            try (SocketChannel adopted = copy.toChannel(peer)) {
                assertTalk(ends.client(), adopted);
            }
        }
    }

    @Test
    void receive_ofOneDescriptor_isTheOpenFile() throws Exception {
        try (Ends way = Ends.local();
                Ends passed = Ends.tcp();
                SocketDescriptor from = SocketDescriptor.copyOf(way.client());
                SocketDescriptor to = SocketDescriptor.copyOf(way.accepted());
                SocketDescriptor sent = SocketDescriptor.copyOf(passed.accepted())) {
            from.send((byte) 7, sent);
            Arrival arrival = to.receive();
            assertThat(arrival.sign()).isEqualTo((byte) 7);
            InetSocketAddress peer = (InetSocketAddress) passed.accepted().getRemoteAddress();
            try (SocketChannel adopted = arrival.descriptor().toChannel(peer)) {
                assertTalk(passed.client(), adopted);
            }
        }
    }

    @Test
    void toChannel_ofWhatIsNoConnection_isRefused_andClosedByItsOwner() throws Exception {
        InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 9);
        int before = Pid.descriptors().size();
        int number = SocketCalls.datagramSocket(2);
        try (Ends way = Ends.local();
                SocketDescriptor to = SocketDescriptor.copyOf(way.accepted())) {
            Floods.send(way.client(), number);
            try (SocketDescriptor datagrams = to.receive().descriptor()) {
                assertThatThrownBy(() -> datagrams.toChannel(peer))
                        .isInstanceOf(IOException.class)
                        .hasMessage("the descriptor that has arrived is not that of a connection");
            }
        } finally {
            SocketCalls.close(number);
        }
        assertThat(Pid.descriptors()).hasSize(before);
    }

    // ---- F21, SEC19 --------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(ints = {2, 64, Floods.MOST})
    void SEC19_moreDescriptorsThanOne_areRefused_andAllClosed(int count) throws Exception {
        try (Ends way = Ends.local();
                SocketDescriptor to = SocketDescriptor.copyOf(way.accepted())) {
            List<String> before = Pid.descriptors();
            Floods.send(way.client(), (byte) 1, count);
            assertThatThrownBy(to::receive)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the peer has sent more descriptors than one; all are closed");
            assertThat(Pid.descriptors()).hasSameSizeAs(before);
        }
    }

    @Test
    void F21_peerThatIsGone_isAnEnd_andWhatWasUnderWayIsClosed() throws Exception {
        try (Ends passed = Ends.tcp()) {
            try (Ends way = Ends.local();
                    SocketDescriptor from = SocketDescriptor.copyOf(way.client());
                    SocketDescriptor sent = SocketDescriptor.copyOf(passed.accepted())) {
                from.send((byte) 1, sent);
                sent.outlive(passed.accepted());
            }
            // It was in the kernel's hands alone.
            assertThat(passed.client().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        try (Ends way = Ends.local();
                SocketDescriptor to = SocketDescriptor.copyOf(way.accepted())) {
            way.client().close();
            assertThatThrownBy(to::receive).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void receive_whenInterrupted_ends_withTheFlagSet() throws Exception {
        try (Ends way = Ends.local();
                SocketDescriptor to = SocketDescriptor.copyOf(way.accepted())) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(to::receive).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
