package dev.procession.manager;

import dev.procession.CodecException;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.FramePort;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A process that is connected to this manager, until its connection ends.
 *
 * <p>The thread that reads its calls runs those itself that are over at once: another thread would
 * cost as much again as the call. All others run on virtual threads of their own, so that none
 * waits for another.
 */
final class ClientConnection {

    private final ObjectTable objects;
    private final FramePort channel;
    private final Party party;
    private final Map<Long, Thread> running = new ConcurrentHashMap<>();

    /** When it was last heard of, by {@link System#nanoTime}. */
    private volatile long lastHeard = System.nanoTime();

    ClientConnection(ObjectTable objects, FramePort channel, Party party) {
        this.objects = objects;
        this.channel = channel;
        this.party = party;
    }

    /** Serves it until it ends; then nothing of it is left. */
    void serve() throws IOException {
        Source source = new Source();
        try {
            byte[] frame = channel.receive();
            while (frame != null) {
                lastHeard = System.nanoTime();
                source.wrap(frame, 0, frame.length);
                serve(source, frame);
                frame = channel.receive();
            }
        } finally {
            objects.gone(party);
            running.values().forEach(Thread::interrupt);
        }
    }

    private void serve(Source source, byte[] frame) throws IOException {
        byte what = source.getByte();
        switch (what) {
            case Wire.CALL -> call(source, frame);
            case Wire.INTERRUPT -> interrupt(source.getVarlong());
            case Wire.ATTACH -> objects.attach(party, Wire.id(source));
            case Wire.RELEASE -> objects.release(party, Wire.id(source));
            case Wire.PONG -> {
                // That it was heard is all there is to it.
            }
            case Wire.TRAVELS -> objects.travels(party, Wire.id(source));
            default -> throw new IOException("unknown frame: kind=" + what);
        }
    }

    private void interrupt(long number) {
        Thread thread = running.get(number);
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void call(Source source, byte[] frame) {
        long number = source.getVarlong();
        Caller caller = new Caller(party, source.getVarlong());
        Exported object = objects.find(Wire.id(source));
        long hash = source.getLong();
        Operation operation = object == null ? null : object.exports().operation(hash);
        if (object == null || operation == null) {
            refuse(number, object);
            return;
        }
        Exported.Call call = new Exported.Call(number, caller, operation, source);
        if (!operation.isBrief() || !object.tryEnter()) {
            start(object, call, frame);
            return;
        }
        try {
            answer(object, call);
        } finally {
            object.leave();
        }
    }

    private void refuse(long number, @Nullable Exported object) {
        Sink sink = Wire.sink();
        try {
            Wire.putThrown(sink, number, Refusals.of(object));
            send(sink);
        } finally {
            Wire.done(sink);
        }
    }

    private void start(Exported object, Exported.Call call, byte[] frame) {
        Source own = new Source();
        own.wrap(frame, call.rest().position(), call.rest().remaining());
        Exported.Call kept = new Exported.Call(call.number(), call.caller(), call.operation(), own);
        Thread thread = Thread.ofVirtual().unstarted(() -> runAlone(object, kept));
        running.put(call.number(), thread);
        thread.start();
    }

    private void runAlone(Exported object, Exported.Call call) {
        try {
            answer(object, call);
        } finally {
            running.remove(call.number());
        }
    }

    private void answer(Exported object, Exported.Call call) {
        Sink sink = Wire.sink();
        try {
            object.run(call, sink);
            answer(sink);
        } catch (CodecException tooLong) {
            sink.truncate(FrameChannel.HEAD_BYTES);
            Wire.putThrown(sink, call.number(), tooLong);
            answer(sink);
        } finally {
            Wire.done(sink);
        }
    }

    long lastHeard() {
        return lastHeard;
    }

    /** Asks for a sign of life. */
    void ping() {
        Sink sink = Wire.sink();
        try {
            sink.putByte(Wire.PING);
            send(sink);
        } finally {
            Wire.done(sink);
        }
    }

    private void answer(Sink sink) {
        Wire.seal(sink);
        try {
            channel.sendSoon(sink.array(), sink.size());
        } catch (IOException gone) {
            isGone(gone);
        }
    }

    private void send(Sink sink) {
        Wire.seal(sink);
        try {
            channel.send(sink.array(), sink.size());
        } catch (IOException gone) {
            isGone(gone);
        }
    }

    /** Who reads finds out as well. */
    private void isGone(IOException why) {
        System.getLogger("dev.procession")
                .log(System.Logger.Level.DEBUG, "answering " + party, why);
    }
}
