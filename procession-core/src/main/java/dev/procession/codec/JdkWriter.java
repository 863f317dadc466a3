package dev.procession.codec;

import dev.procession.CodecException;
import dev.procession.internal.util.Moving;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JDK serialization without a header and with class descriptors cut to name, {@code
 * serialVersionUID} and a hash of the fields: the fields themselves both sides know.
 */
final class JdkWriter extends ObjectOutputStream {

    private final SinkStream target;
    private @Nullable Object last;

    /** Pairs of an I/O exception that was begun and the object begun before it. */
    private List<@Nullable Object> exceptions = List.of();

    private JdkWriter(SinkStream target) throws IOException {
        super(target);
        this.target = target;
        enableReplaceObject(true);
    }

    static JdkWriter on(Sink sink) throws IOException {
        return new JdkWriter(new SinkStream(sink));
    }

    /**
     * The object that was begun last before a failure: the one at fault or near it.
     *
     * <p>A stream that fails with an {@link IOException} writes that exception, too.
     */
    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    @Nullable Object lastBefore(Throwable failure) {
        for (int i = 0; i < exceptions.size(); i += 2) {
            if (exceptions.get(i) == failure) {
                return exceptions.get(i + 1);
            }
        }
        return last;
    }

    /** What the sink said when it was full, even if code of users caught it; or null. */
    @Nullable CodecException overflow() {
        return target.overflow;
    }

    @Override
    protected void writeStreamHeader() {}

    @Override
    protected void writeClassDescriptor(ObjectStreamClass descriptor) throws IOException {
        writeUTF(descriptor.getName());
        writeLong(descriptor.getSerialVersionUID());
        writeInt(Layouts.hashOf(descriptor));
    }

    @Override
    protected Object replaceObject(Object value) {
        if (value instanceof IOException) {
            if (exceptions.isEmpty()) {
                exceptions = new ArrayList<>();
            }
            exceptions.add(value);
            exceptions.add(last);
        }
        if (!(value instanceof String)) {
            last = value;
        }
        if (value instanceof Moving moving) {
            target.sink.leaves(moving);
        }
        return value.getClass().isArray() ? attached(value) : Replacements.replace(value);
    }

    /** Returns what is written for an array: itself, or what stands for one beside the message. */
    private Object attached(Object array) {
        int tag = PrimitiveArrays.tag(array.getClass());
        if (tag < 0 || !target.sink.attaches(tag, PrimitiveArrays.bytes(tag, array))) {
            return array;
        }
        return new Attachment(target.attach(tag, array));
    }

    private static final class SinkStream extends OutputStream {

        private final Sink sink;
        private @Nullable CodecException overflow;

        SinkStream(Sink sink) {
            this.sink = sink;
        }

        int attach(int tag, Object array) {
            try {
                return sink.attach(tag, array);
            } catch (CodecException e) {
                overflow = e;
                throw e;
            }
        }

        @Override
        public void write(int value) {
            try {
                sink.putByte(value);
            } catch (CodecException e) {
                overflow = e;
                throw e;
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                sink.putBytes(bytes, offset, length);
            } catch (CodecException e) {
                overflow = e;
                throw e;
            }
        }
    }
}
