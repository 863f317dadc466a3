package dev.procession.codec;

import dev.procession.CodecException;
import java.io.EOFException;
import java.io.InvalidClassException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.io.StreamCorruptedException;
import org.jspecify.annotations.Nullable;

/** Whole messages in the form of JDK serialization: {@code length:u32, stream}. */
final class JdkForm {

    private JdkForm() {}

    static void put(@Nullable Object value, Sink sink, CodecContext context) {
        int start = sink.size();
        sink.putByte(Tags.STREAM);
        sink.putInt(0);
        JdkWriter writer = null;
        try {
            writer = JdkWriter.on(sink);
            writer.writeObject(value);
            writer.flush();
        } catch (Throwable e) {
            throw failure(value, writer, e, context);
        }
        if (writer.overflow() != null) {
            throw new CodecException(context.root() + ": " + writer.overflow().getMessage());
        }
        sink.setInt(start + 1, sink.size() - start - 5);
    }

    private static RuntimeException failure(
            @Nullable Object value, @Nullable JdkWriter writer, Throwable e, CodecContext context) {
        Failures.passFatal(e);
        if (writer != null && writer.overflow() != null) {
            return new CodecException(context.root() + ": " + writer.overflow().getMessage());
        }
        Object last = writer == null ? null : writer.lastBefore(e);
        if (last == null || value == null) {
            return new CodecException(context.root() + ": " + Failures.describe(e), e);
        }
        if (e instanceof NotSerializableException) {
            return FaultFinder.notSerializable(value, last, context);
        }
        if (e instanceof StackOverflowError) {
            return new CodecException(
                    context.root() + ": nested too deeply for the stack of this thread", e);
        }
        return FaultFinder.failed(value, last, e, context);
    }

    static @Nullable Object get(Source source, CodecContext context) throws Throwable {
        int length = source.getInt();
        int at = source.skip(length);
        long attachedBytes = Attachments.bytes(source.attached());
        JdkFilter filter = new JdkFilter(context.admission(), length, attachedBytes);
        try (JdkReader reader = new JdkReader(source, at, length, context, filter)) {
            Object value = reader.readObject();
            if (filter.violation() != null) {
                throw new CodecException(filter.violation());
            }
            return value;
        } catch (InvalidClassException e) {
            throw filter.violation() != null
                    ? new CodecException(filter.violation())
                    : new CodecException(Failures.describe(e), e);
        } catch (EOFException | StreamCorruptedException e) {
            throw new CodecException("malformed stream: " + Failures.describe(e), e);
        } catch (ObjectStreamException e) {
            throw new CodecException(Failures.describe(e), e);
        }
    }
}
