package dev.procession.manager;

import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.channel.FrameChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How code that runs in a manager calls its objects: in the same thread. Arguments and results are
 * copied as they are for everybody else.
 */
final class WayWithin implements Way {

    private final ObjectTable objects;
    private final Party party = new Party("the manager itself");

    WayWithin(ObjectTable objects) {
        this.objects = objects;
    }

    @Override
    public @Nullable Object call(ObjectId id, Operation operation, @Nullable Object[] arguments)
            throws Throwable {
        Exported object = objects.find(id);
        if (object == null || object.exports().operation(operation.hash()) == null) {
            throw Refusals.of(object);
        }
        Caller caller = new Caller(party, Thread.currentThread().threadId());
        Source answer;
        Sink sink = Wire.sink();
        try {
            Wire.putCall(sink, 0, caller.thread(), id, operation, arguments);
            Source call = copy(sink);
            skipHead(call);
            sink.truncate(FrameChannel.HEAD_BYTES);
            object.run(new Exported.Call(0, caller, operation, call), sink);
            answer = copy(sink);
        } finally {
            Wire.done(sink);
        }
        byte kind = answer.getByte();
        answer.getVarlong();
        return Wire.outcome(kind, answer);
    }

    private static Source copy(Sink sink) {
        byte[] bytes = Arrays.copyOf(sink.array(), sink.size());
        Source source = new Source();
        source.wrap(bytes, FrameChannel.HEAD_BYTES, bytes.length - FrameChannel.HEAD_BYTES);
        return source;
    }

    private static void skipHead(Source call) {
        call.getByte();
        call.getVarlong();
        call.getVarlong();
        Wire.id(call);
        call.getLong();
    }

    @Override
    public Crossing crossing() {
        return Crossing.NONE;
    }

    @Override
    public void attach(ObjectId id) {
        objects.attach(party, id);
    }

    @Override
    public void release(ObjectId id) {
        objects.release(party, id);
    }

    @Override
    public void travels(ObjectId id) {
        objects.travels(party, id);
    }
}
