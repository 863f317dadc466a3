package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.TaskAction;
import dev.procession.TaskFunction;
import dev.procession.codec.Codec;
import dev.procession.codec.Sink;
import dev.procession.codec.Source;
import dev.procession.codec.ThrowableMirror;
import dev.procession.internal.channel.MessageFile;
import dev.procession.internal.channel.WorkerLane;
import dev.procession.internal.code.CodeLoaders;
import dev.procession.internal.launch.ChildBoot;
import dev.procession.internal.launch.Self;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What a worker does all its life: claim a task, decode it, run it, encode what it came to. */
final class TaskLoop {

    private static final int KEPT_BUFFER = 1 << 20;

    private final WorkerLane lane;
    private final Codec codec;
    private final ChildBoot boot;
    private final TaskCode standard = TaskCode.of(ClassLoader.getSystemClassLoader());
    private final @Nullable Object[] functions = new Object[FunctionRef.SLOTS];
    private final TaskCode[] codes = new TaskCode[FunctionRef.SLOTS];

    /** That of the present task. */
    private TaskCode code = standard;

    private @Nullable CodeLoaders loaders;
    private final Source source = new Source();
    private final Sink sink;
    private final TaskThread thread = new TaskThread();

    /** The file of the present task's argument, if it has one. */
    private MessageFile.@Nullable Read stored;

    private final LargeGarbage garbage = new LargeGarbage();
    private final ReadyArray ready = new ReadyArray();
    private boolean isFirst = true;
    private boolean retires;

    TaskLoop(WorkerLane lane, Codec codec, ChildBoot boot, int maxResultBytes) {
        this.sink = new Sink(maxResultBytes);
        this.lane = lane;
        this.codec = codec;
        this.boot = boot;
    }

    /**
     * Between this loop and the three methods that do the work there is no other: the compiler
     * would translate each of the three once by itself and once within that one, which took a young
     * worker a sixth of its compiler's time.
     */
    void run() throws IOException {
        while (!retires) {
            FaultPoint.hit("worker.claim");
            lane.claim();
            thread.begin(lane.sequence());
            FaultPoint.hit("worker.begun");
            int status = runOne();
            thread.end();
            FaultPoint.hit("worker.encoded");
            try {
                lane.finish(status, sink);
            } catch (IOException noRoom) {
                finishWithout(noRoom);
            }
            FaultPoint.hit("worker.finished");
            if (isFirst) {
                isFirst = false;
                boot.firstResultIsOut();
            }
            closeStored();
            garbage.addResult(sink);
            sink.clear();
            sink.trim(KEPT_BUFFER);
            if (garbage.isMuch()) {
                source.release();
                garbage.collect();
            }
            if (!lane.hasNext()) {
                ready.prepare();
            }
        }
    }

    private void finishWithout(IOException noRoom) throws IOException {
        sink.takeDepartures().stay();
        mirror(
                new CodecException(
                        "the result could not be written: " + Shortage.describe(noRoom), noRoom));
        lane.finish(TaskFrame.NOT_CODED, sink);
    }

    private enum Phase {
        DECODE,
        RUN,
        ENCODE
    }

    private int runOne() {
        Phase phase = Phase.DECODE;
        try {
            Object function;
            Object argument;
            try {
                byte[] frame = lane.argument();
                function = function(frame, lane.argumentSize());
                if (TaskFrame.isStored(frame)) {
                    readStored();
                } else {
                    ready.forget();
                }
                Self.decoding(true);
                argument = codec.decode(source, code.arguments());
            } finally {
                Self.decoding(false);
            }
            FaultPoint.hit("worker.decoded");
            phase = Phase.RUN;
            Object value = invoke(function, argument);
            phase = Phase.ENCODE;
            FaultPoint.hit("worker.ran");
            sink.attachArrays(true);
            codec.encode(value, sink, code.results());
            return TaskFrame.VALUE;
        } catch (Throwable thrown) {
            return failed(phase, thrown);
        }
    }

    private int failed(Phase phase, Throwable thrown) {
        if (thrown instanceof OutOfMemoryError) {
            retires = true;
            mirror(thrown);
            return TaskFrame.OUT_OF_MEMORY;
        }
        if (phase != Phase.RUN && thrown instanceof CodecException uncoded) {
            mirror(phase == Phase.ENCODE && sink.isOverfull() ? tooLong(uncoded) : uncoded);
            return TaskFrame.NOT_CODED;
        }
        mirror(thrown);
        return TaskFrame.THROWN;
    }

    private CodecException tooLong(CodecException cause) {
        return new CodecException(
                "the encoded result takes more than the limit of "
                        + sink.maxBytes()
                        + " bytes; raise it by PoolOptions.withMaxResult",
                cause);
    }

    /** Finds the function of a frame, and leaves the source at its argument; null for a call. */
    private @Nullable Object function(byte[] frame, int size) {
        byte kind = TaskFrame.kind(frame);
        if (kind == TaskFrame.CALL) {
            source.wrap(frame, TaskFrame.CALL_OFFSET, size - TaskFrame.CALL_OFFSET);
            use(code(TaskFrame.code(frame)));
            return null;
        }
        if (kind == TaskFrame.APPLY) {
            int slot = frame[1];
            source.wrap(frame, 2, size - 2);
            use(codes[slot]);
            return known(functions[slot]);
        }
        int slot = TaskFrame.definedSlot(frame);
        int length = TaskFrame.definitionLength(frame);
        source.wrap(frame, TaskFrame.DEFINITION_OFFSET, length);
        define(slot, TaskFrame.code(frame));
        int offset = TaskFrame.DEFINITION_OFFSET + length;
        source.wrap(frame, offset, size - offset);
        return known(functions[slot]);
    }

    private void readStored() {
        try {
            stored = MessageFile.read(source, ready.take());
            ready.note(source.onlyArray(), stored.bytes());
            garbage.add(stored.bytes());
        } catch (IOException gone) {
            throw new CodecException(
                    "the argument could not be read: " + Shortage.describe(gone), gone);
        }
    }

    private void closeStored() {
        MessageFile.Read last = stored;
        if (last != null) {
            stored = null;
            last.close();
        }
    }

    private void define(int slot, int base) {
        codes[slot] = standard;
        Self.decoding(true);
        try {
            codes[slot] = code(base);
            use(codes[slot]);
            functions[slot] = codec.decode(source, code.functions());
        } catch (CodecException undecodable) {
            // Every task of this function ends with it, not only the one that brought it along.
            functions[slot] = undecodable;
        } finally {
            Self.decoding(false);
        }
    }

    private TaskCode code(int base) {
        if (base == 0) {
            return standard;
        }
        CodeLoaders all = loaders;
        if (all == null) {
            all = new CodeLoaders(boot);
            loaders = all;
        }
        return TaskCode.of(all.loader(base));
    }

    /** Libraries look for their parts by the loader of the thread's context. */
    private void use(TaskCode next) {
        if (next != code) {
            code = next;
            Thread.currentThread().setContextClassLoader(next.loader());
        }
    }

    private static @Nullable Object known(@Nullable Object function) {
        if (function instanceof CodecException undecodable) {
            throw undecodable;
        }
        return function;
    }

    @SuppressWarnings("unchecked")
    private static @Nullable Object invoke(@Nullable Object function, @Nullable Object argument)
            throws Exception {
        if (function != null) {
            return ((TaskFunction<@Nullable Object, @Nullable Object>) function).apply(argument);
        }
        if (argument instanceof Callable<?> callable) {
            return callable.call();
        }
        if (argument instanceof Runnable runnable) {
            runnable.run();
            return null;
        }
        if (argument instanceof TaskAction action) {
            action.run();
            return null;
        }
        throw new CodecException("not a task: " + argument);
    }

    private void mirror(Throwable thrown) {
        sink.clear();
        sink.attachArrays(false);
        ThrowableMirror.encode(thrown, sink, code.results());
    }

    /** The thread that runs tasks, for interrupting the right one. */
    TaskThread thread() {
        return thread;
    }
}
