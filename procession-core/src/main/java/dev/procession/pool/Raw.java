package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.MemoryLimitException;
import dev.procession.RemoteException;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Source;
import dev.procession.codec.ThrowableMirror;
import dev.procession.internal.util.Shortage;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task as it arrived, to be decoded by the thread that wants it: decoding may run
 * code of users, which must not hold up the harvest.
 */
final class Raw {

    private final int status;
    private final Source source;

    /** Of a source that is read once. */
    Raw(int status, Source source) {
        this.status = status;
        this.source = source;
    }

    /** Its kind: see {@link TaskFrame}. */
    int status() {
        return status;
    }

    /** What a task came to: a value, or a throwable. */
    record Decoded(@Nullable Object value, @Nullable Throwable thrown) {}

    /** What the task threw, without its original: decoding that may run code of users. */
    Throwable mirror() {
        return ThrowableMirror.decodeMirror(source);
    }

    Decoded decode(Codec codec, Work work) {
        CodecContext context = work.function().results();
        if (status == TaskFrame.VALUE) {
            try {
                return new Decoded(codec.decode(source, context), null);
            } catch (Throwable failure) {
                // Also an error that code of users throws: a future must not stay without an end.
                return new Decoded(null, failure);
            }
        }
        Throwable thrown = ThrowableMirror.decode(source, context);
        Throwable cause =
                switch (status) {
                    case TaskFrame.OUT_OF_MEMORY -> memoryLimit(work, thrown);
                    case TaskFrame.NOT_CODED -> byCodec(thrown);
                    default -> thrown;
                };
        return new Decoded(null, work.withHistory(cause));
    }

    private static MemoryLimitException memoryLimit(Work work, Throwable thrown) {
        String what = work.describe() + " ran out of memory: " + Shortage.describe(thrown);
        Worker worker = work.worker();
        return new MemoryLimitException(
                worker == null ? what : what + worker.memory(thrown.getMessage()), thrown);
    }

    /** The worker's codec met what cannot be rebuilt here: then its exception is made anew. */
    private static Throwable byCodec(Throwable thrown) {
        if (!(thrown instanceof RemoteException mirror)) {
            return thrown;
        }
        CodecException anew =
                new CodecException(String.valueOf(mirror.remoteMessage()), mirror.getCause());
        anew.setStackTrace(mirror.getStackTrace());
        return anew;
    }
}
