package dev.procession.manager;

import dev.procession.CodecException;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.internal.channel.FrameChannel;
import dev.procession.internal.channel.FramePort;
import dev.procession.internal.channel.LostFrameException;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process that is connected to this manager, until its connection ends.
 *
 * <p>The thread that reads its calls runs those itself that are over at once: another thread would
 * cost as much again as the call. All others run on virtual threads of their own, so that none
 * waits for another.
 */
final class ClientConnection {

    private static final byte[] NOTHING = new byte[0];

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
            boolean goesOn = true;
            while (goesOn) {
                goesOn = serveNext(source);
            }
        } finally {
            objects.gone(party);
            running.values().forEach(Thread::interrupt);
        }
    }

    private boolean serveNext(Source source) throws IOException {
        try {
            byte[] frame = channel.receive();
            if (frame == null) {
                return false;
            }
            lastHeard = System.nanoTime();
            source.wrap(frame, 0, frame.length);
            serve(source, frame);
        } catch (LostFrameException lost) {
            lastHeard = System.nanoTime();
            refuse(source, lost);
        } finally {
            // It may be long, and the next one may not come for a while.
            source.wrap(NOTHING, 0, 0);
        }
        return true;
    }

    private void refuse(Source source, LostFrameException lost) throws IOException {
        byte[] head = lost.head();
        source.wrap(head, 0, head.length);
        if (source.getByte() != Wire.CALL) {
            throw new IOException("a frame is lost: " + lost.getMessage(), lost);
        }
        refuse(source.getVarlong(), Refusals.ofLostCall(lost));
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
            refuse(number, Refusals.of(object));
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

    private void refuse(long number, RuntimeException why) {
        Sink sink = Wire.sink();
        try {
            Wire.putThrown(sink, number, why);
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
        } catch (CodecException | OutOfMemoryError notSent) {
            answerBriefly(call, Refusals.ofOutcome(notSent));
        } finally {
            Wire.done(sink);
        }
    }

    /** In a frame that the client takes, whatever has to be left out. */
    private void answerBriefly(Exported.Call call, CodecException why) {
        Sink sink = new Sink(FrameChannel.HEAD_BYTES + channel.maxBytes());
        sink.putInt(0);
        Wire.putThrown(sink, call.number(), why);
        answer(sink);
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
