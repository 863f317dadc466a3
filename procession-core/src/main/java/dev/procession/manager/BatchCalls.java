package dev.procession.manager;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.channel.FrameChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calls that a batch has made and not sent yet, as {@link BatchRun} reads them. */
final class BatchCalls {

    /** So many go together, or so many bytes. */
    static final int MOST = 1000;

    private static final int MOST_BYTES = 64 << 10;

    /** Leaves room in a frame for what comes before the calls. */
    private static final int LONGEST_BYTES = FrameChannel.MOST_BYTES - 1024;

    private final Sink sink = new Sink(LONGEST_BYTES);
    private List<BatchStep<?>> steps = new ArrayList<>();
    private boolean areBrief = true;

    /** All calls go there; null as long as there is none, if it may be any. */
    private @Nullable Way way;

    /**
     * For a manager.
     *
     * @param way to the manager; null if it is that of the first call
     */
    BatchCalls(@Nullable Way way) {
        this.way = way;
    }

    /** Adds a call, whose step is added by {@link #made}. */
    void add(Way itsWay, ObjectId id, Operation operation, @Nullable Object[] arguments) {
        if (way == null) {
            way = itsWay;
        }
        if (itsWay != way) {
            throw new IllegalArgumentException(
                    "a batch is of one manager: open another batch for the objects of another"
                            + " manager: call="
                            + operation.name());
        }
        if (!operation.mayBeBatched()) {
            throw new UnsupportedOperationException(
                    "what waits, or has to be given back, cannot be part of a batch; call it"
                            + " outside of the batch: call="
                            + operation.name());
        }
        put(itsWay.crossing(), id, operation, arguments);
        areBrief &= operation.isBrief();
    }

    private void put(
            Crossing crossing, ObjectId id, Operation operation, @Nullable Object[] arguments) {
        int begin = sink.size();
        try {
            sink.putInt(0);
            crossing.write(() -> Wire.putCall(sink, id, operation, arguments));
            sink.setInt(begin, sink.size() - begin - Integer.BYTES);
        } catch (Throwable cannotTravel) {
            sink.truncate(begin);
            throw cannotTravel;
        }
    }

    /** Says whose call the last one was. */
    void made(BatchStep<?> step) {
        steps.add(step);
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    boolean areEnough() {
        return steps.size() >= MOST || sink.size() >= MOST_BYTES;
    }

    /** Sends all, waits for the answers, and ends the steps. Others may be made meanwhile. */
    void send() {
        List<BatchStep<?>> sent = steps;
        Way to = way;
        if (sent.isEmpty() || to == null) {
            return;
        }
        byte[] bytes = Arrays.copyOf(sink.array(), sink.size());
        boolean wereBrief = areBrief;
        steps = new ArrayList<>();
        areBrief = true;
        sink.trim(MOST_BYTES);
        ask(to, sent, bytes, wereBrief);
        sent.forEach(BatchStep::end);
    }

    private static void ask(Way way, List<BatchStep<?>> steps, byte[] calls, boolean areBrief) {
        int answered = 0;
        try {
            Operation operation = areBrief ? RootOps.BRIEF_BATCH : RootOps.BATCH;
            byte[] left = calls;
            while (answered < steps.size()) {
                Object answers = way.call(ObjectId.ROOT, operation, new Object[] {left});
                int more =
                        deal(
                                (byte[]) Objects.requireNonNull(answers, "answers"),
                                steps.subList(answered, steps.size()));
                if (more == 0 && operation == RootOps.BATCH) {
                    throw new IllegalStateException("the manager has answered no call of a batch");
                }
                answered += more;
                left = behind(left, more);
                operation = RootOps.BATCH;
            }
        } catch (RuntimeException | Error broken) {
            fail(steps.subList(answered, steps.size()), broken);
        } catch (Throwable undeclared) {
            fail(steps.subList(answered, steps.size()), new IllegalStateException(undeclared));
        }
    }

    private static int deal(byte[] answers, List<BatchStep<?>> steps) {
        int count = 0;
        for (int at = 0; at < answers.length; count++) {
            int length = length(answers, at);
            Source answer = new Source();
            answer.wrap(answers, at + Integer.BYTES, length);
            steps.get(count).answer(answer);
            at += Integer.BYTES + length;
        }
        return count;
    }

    private static byte[] behind(byte[] calls, int count) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            at += Integer.BYTES + length(calls, at);
        }
        return Arrays.copyOfRange(calls, at, calls.length);
    }

    private static int length(byte[] bytes, int at) {
        Source head = new Source();
        head.wrap(bytes, at, Integer.BYTES);
        return head.getInt();
    }

    private static void fail(List<BatchStep<?>> steps, Throwable why) {
        steps.forEach(each -> each.abandon(why));
    }
}
