package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.ProcessOptions;
import dev.procession.codec.Sink;
import dev.procession.internal.channel.Handshake;
import dev.procession.testing.Await;
import java.lang.reflect.Proxy;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Fault F17: a client that asks and asks, and never reads an answer. */
class HalfOpenClientIT {

    private static final int ANSWER_BYTES = 8 << 20;

    /** What has answers that are much longer than their calls. */
    interface Chatter {
        @Brief
        byte[] talk();
    }

    /** Answers more in all than the manager has memory for. */
    static final class LongChatter implements Chatter {
        @Override
        public byte[] talk() {
            return new byte[ANSWER_BYTES];
        }
    }

    @Test
    void F17_clientThatNeverReads_harmsNobody_andItsLocksAreFreeOnceItIsGone() throws Exception {
        var small =
                ManagerOptions.defaults()
                        .withProcess(ProcessOptions.defaults().withMaxHeap("128m"));
        try (var manager = ProcessManager.start(small)) {
            Chatter chatter = manager.register(Chatter.class, LongChatter::new);
            LockOps lock = manager.register(LockOps.class, () -> new ServerLock(false));
            Stub stub = (Stub) Proxy.getInvocationHandler(chatter);
            ObjectId lockId = ((Stub) Proxy.getInvocationHandler(lock)).id();
            try (SocketChannel raw = connect((SessionAddress) stub.address())) {
                send(raw, lockId, Exports.operation(LockOps.class, "tryLock"));
                for (int i = 0; i < 100; i++) {
                    send(raw, stub.id(), Exports.operation(Chatter.class, "talk"));
                }
                Await.until(
                        "it has the lock", () -> lock.describe().startsWith("owner=process 1,"));
                assertThat(chatter.talk()).hasSize(ANSWER_BYTES);
            }
            assertThat(lock.hold(Await.scaled(Duration.ofSeconds(30)).toNanos()))
                    .isEqualTo(LockOps.Attempt.HAD_AFTER_A_DEATH);
        }
    }

    private static SocketChannel connect(SessionAddress address) throws Exception {
        SocketChannel raw = SocketChannel.open(UnixDomainSocketAddress.of(address.path()));
        Handshake.connect(raw, address.path(), 1, address.key());
        return raw;
    }

    private static void send(SocketChannel raw, ObjectId id, Operation operation) throws Exception {
        Sink sink = Wire.sink();
        Wire.putCall(sink, 1, 1, id, operation, new Object[0]);
        Wire.seal(sink);
        raw.write(ByteBuffer.wrap(sink.array(), 0, sink.size()));
        Wire.done(sink);
    }
}
