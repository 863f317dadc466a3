package dev.procession.codec;

import dev.procession.CodecException;
import org.jspecify.annotations.Nullable;

/** The default codec: a tagged value where possible, else a stream of JDK serialization. */
final class StandardCodec implements Codec {

    static final StandardCodec INSTANCE = new StandardCodec();

    private StandardCodec() {}

    @Override
    public void encode(@Nullable Object value, Sink sink, CodecContext context) {
        int start = sink.size();
        boolean done = false;
        try {
            if (!sink.encoder().message(value)) {
                sink.truncate(start);
                JdkForm.put(value, sink, context);
            }
            sink.requireRoomForAll();
            done = true;
        } catch (CodecException e) {
            throw prefixed(e, context);
        } catch (Throwable e) {
            Failures.passFatal(e);
            throw new CodecException(context.root() + ": " + Failures.describe(e), e);
        } finally {
            if (!done) {
                sink.truncate(start);
            }
        }
    }

    @Override
    public @Nullable Object decode(Source source, CodecContext context) {
        try {
            if (!source.isWithAttachments()) {
                return message(source, context);
            }
            int end = source.openAttachments();
            Object value = message(source, context);
            source.position(end);
            return value;
        } catch (CodecException e) {
            throw prefixed(e, context);
        } catch (Throwable thrown) {
            Throwable e = Failures.unwrapped(thrown);
            Failures.passFatal(e);
            throw new CodecException(
                    context.root() + " cannot be decoded: " + Failures.describe(e), e);
        } finally {
            source.dropAttached();
        }
    }

    private static @Nullable Object message(Source source, CodecContext context) throws Throwable {
        int form = source.getByte();
        return switch (form) {
            case Tags.INERT -> source.decoder().message(true, context);
            case Tags.ACTIVE -> source.decoder().message(false, context);
            case Tags.STREAM -> JdkForm.get(source, context);
            default -> throw new CodecException("malformed message: unknown form " + form);
        };
    }

    @Override
    public boolean isInert(Source source) {
        return source.innerForm() == Tags.INERT;
    }

    private static CodecException prefixed(CodecException e, CodecContext context) {
        String message = e.getMessage();
        if (message != null && message.startsWith(context.root())) {
            return e;
        }
        return new CodecException(context.root() + ": " + message, e.getCause());
    }
}
