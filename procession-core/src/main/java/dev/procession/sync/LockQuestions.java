package dev.procession.sync;

import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.monitor.Mailbox;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.BlockRef;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What processes ask each other about their locks. */
final class LockQuestions {

    /** One that does not answer by then is stopped; on a busy machine a second is soon over. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int MOST_BYTES = 64 << 20;
    private static final CodecContext CONTEXT =
            CodecContext.of(
                    LockQuestions.class.getClassLoader() == null
                            ? ClassLoader.getSystemClassLoader()
                            : LockQuestions.class.getClassLoader(),
                    "answer");

    private static final AtomicBoolean OPEN = new AtomicBoolean();

    private LockQuestions() {}

    /**
     * Asks a thread to give up its wait.
     *
     * @param threadId the thread
     * @param lock for which lock
     * @param why the message that it gets
     */
    private record Refuse(long threadId, BlockRef lock, String why) implements Serializable {}

    /** Has this process answer them, once it uses locks. */
    static void open() {
        if (OPEN.get() || !OPEN.compareAndSet(false, true)) {
            return;
        }
        try {
            Mailbox.open(new Answers());
        } catch (IOException noThread) {
            OPEN.set(false);
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.DEBUG,
                            "others are not told which locks are waited for here",
                            noThread);
        }
    }

    private static final class Answers implements Mailbox.Answerer {
        @Override
        public byte[] answer(byte[] question) {
            Object asked = decode(question);
            if (asked instanceof Refuse refuse) {
                return encode(LockUse.refuse(refuse.threadId(), refuse.lock(), refuse.why()));
            }
            return encode(LockUse.report(Peers.current()));
        }

        @Override
        public void rung() {
            EndedThreads.release();
        }
    }

    /** Asks a process which locks its threads have and want; empty if it does not answer. */
    static Optional<LockReport> report(int peer) throws IOException, InterruptedException {
        return report(peer, PATIENCE);
    }

    /** As {@link #report(int)}, with a patience of the caller's. */
    static Optional<LockReport> report(int peer, Duration patience)
            throws IOException, InterruptedException {
        if (peer == Peers.current().self()) {
            return Optional.of(LockUse.report(Peers.current()));
        }
        byte[] answer = Mailbox.ask(peer, encode("report"), patience);
        return answer == null ? Optional.empty() : Optional.of((LockReport) known(answer));
    }

    /** Asks where the thread is that has a lock; empty if it has it no more, or nobody answers. */
    static Optional<List<String>> stackOfOwner(BlockRef lock, long holder)
            throws IOException, InterruptedException {
        return report(LockLayout.peer(holder)).stream()
                .flatMap(told -> told.holds().stream())
                .filter(hold -> hold.lock().equals(lock))
                .map(LockReport.Hold::stack)
                .findFirst();
    }

    /** Has a thread of any process give up its wait; whether it was found waiting. */
    static boolean refuse(LockReport.Wait victim, String why)
            throws IOException, InterruptedException {
        if (victim.peer() == Peers.current().self()) {
            return LockUse.refuse(victim.threadId(), victim.lock(), why);
        }
        Refuse question = new Refuse(victim.threadId(), victim.lock(), why);
        byte[] answer = Mailbox.ask(victim.peer(), encode(question), PATIENCE);
        return answer != null && (Boolean) known(answer);
    }

    private static byte[] encode(Object value) {
        Sink sink = new Sink(MOST_BYTES);
        Codec.standard().encode(value, sink, CONTEXT);
        return Arrays.copyOf(sink.array(), sink.size());
    }

    private static Object known(byte[] answer) {
        return Objects.requireNonNull(decode(answer));
    }

    private static @Nullable Object decode(byte[] bytes) {
        Source source = new Source();
        source.wrap(bytes, 0, bytes.length);
        return Codec.standard().decode(source, CONTEXT);
    }
}
