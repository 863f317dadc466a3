package dev.procession.manager;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.channel.FrameChannel;
import java.util.Arrays;

/**
 * Runs the calls of a batch in the manager, one after the other.
 *
 * <pre>
 *   calls:    length:u32   object  operation  arguments…
 *   answers:  length:u32   RETURNED  0  value, or THROWN  0  exception
 * </pre>
 */
final class BatchRun {

    /** So many bytes of answers are enough; the caller asks for the rest. */
    private static final int ENOUGH_BYTES = 1 << 20;

    private final ObjectTable objects;
    private final Caller caller = Caller.current();
    private final byte[] calls;
    private final Source head = new Source();
    private final Source arguments = new Source();
    private final Sink answers = new Sink(FrameChannel.MOST_BYTES / 2);

    /** For the caller of the call that runs. */
    BatchRun(ObjectTable objects, byte[] calls) {
        this.objects = objects;
        this.calls = calls;
        head.wrap(calls, 0, calls.length);
    }

    /**
     * Runs as many as it can.
     *
     * @param mayWait whether it runs those that may take their time, too
     * @return their answers
     */
    byte[] run(boolean mayWait) {
        while (head.remaining() > 0 && answers.size() < ENOUGH_BYTES && runNext(mayWait)) {
            // The next one.
        }
        return Arrays.copyOf(answers.array(), answers.size());
    }

    private boolean runNext(boolean mayWait) {
        int length = head.getInt();
        int begin = head.position();
        Exported object = objects.find(Wire.id(head));
        long hash = head.getLong();
        Operation operation = object == null ? null : object.exports().operation(hash);
        if (object == null || operation == null) {
            answer(() -> Wire.putThrown(answers, 0, Refusals.of(object)));
        } else {
            int read = head.position() - begin;
            arguments.wrap(calls, head.position(), length - read);
            if (!run(object, operation, mayWait)) {
                return false;
            }
        }
        head.position(begin + length);
        return true;
    }

    private boolean run(Exported object, Operation operation, boolean mayWait) {
        Exported.Call call = new Exported.Call(0, caller, operation, arguments);
        if (mayWait) {
            answer(() -> object.run(call, answers));
            return true;
        }
        if (!operation.isBrief() || !object.tryEnter()) {
            return false;
        }
        try {
            answer(() -> object.run(call, answers));
            return true;
        } finally {
            object.leave();
        }
    }

    private void answer(Runnable writing) {
        int begin = answers.size();
        answers.putInt(0);
        writing.run();
        answers.setInt(begin, answers.size() - begin - Integer.BYTES);
    }
}
