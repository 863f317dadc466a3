package dev.procession.codec;

import dev.procession.CodecException;
import dev.procession.RemoteException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link MirrorWriter} wrote. */
final class MirrorReader {

    /** A frame is seven parts of at least one byte. */
    private static final int FRAME_BYTES = 7;

    private final Source source;
    private final List<String> texts = new ArrayList<>();
    private int nodes;

    private MirrorReader(Source source) {
        this.source = source;
    }

    static Node get(Source source) {
        Node node = new MirrorReader(source).node(0);
        if (node == null) {
            throw new CodecException("malformed mirror: no exception");
        }
        return node;
    }

    private @Nullable Node node(int depth) {
        int kind = source.getByte();
        if (kind == MirrorWriter.NONE) {
            return null;
        }
        if (kind > MirrorWriter.BRIEF || kind < 0) {
            throw new CodecException("malformed mirror: unknown kind " + kind);
        }
        if (depth > MirrorWriter.MAX_DEPTH || ++nodes > MirrorWriter.MAX_NODES) {
            throw new CodecException("malformed mirror: too many exceptions");
        }
        String className = required(text());
        String message = text();
        String note = text();
        if (kind == MirrorWriter.BRIEF) {
            return new Node(className, message, note, new StackTraceElement[0], null, new Node[0]);
        }
        StackTraceElement[] frames = frames();
        Node cause = node(depth + 1);
        int count = source.getVarint();
        source.require(count);
        if (count > MirrorWriter.MAX_NODES) {
            throw new CodecException("malformed mirror: too many exceptions");
        }
        @Nullable Node[] suppressed = new Node[count];
        for (int i = 0; i < count; i++) {
            suppressed[i] = node(depth + 1);
        }
        return new Node(className, message, note, frames, cause, suppressed);
    }

    private StackTraceElement[] frames() {
        int count = source.getInt();
        source.require((long) count * FRAME_BYTES);
        if (count > MirrorWriter.MAX_FRAMES) {
            throw new CodecException("malformed mirror: too many frames: " + count);
        }
        StackTraceElement[] frames = new StackTraceElement[count];
        for (int i = 0; i < count; i++) {
            String type = required(text());
            String method = required(text());
            String file = text();
            int line = source.getZigzag();
            String module = text();
            String version = text();
            frames[i] = new StackTraceElement(text(), module, version, type, method, file, line);
        }
        return frames;
    }

    private @Nullable String text() {
        int number = source.getVarint();
        if (number == 0) {
            return null;
        }
        if (number == 1) {
            String text = required(source.getString());
            texts.add(text);
            return text;
        }
        if (number < 0 || number - 2 >= texts.size()) {
            throw new CodecException("malformed mirror: no such text: " + number);
        }
        return texts.get(number - 2);
    }

    private static String required(@Nullable String text) {
        if (text == null) {
            throw new CodecException("malformed mirror: text missing");
        }
        return text;
    }

    /** An exception as it is mirrored. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Node(
            String className,
            @Nullable String message,
            @Nullable String note,
            StackTraceElement[] frames,
            @Nullable Node cause,
            @Nullable Node[] suppressed) {

        RemoteException toException(@Nullable String whyNotOriginal) {
            RemoteException mirror =
                    new RemoteException(
                            className,
                            message,
                            joined(note, whyNotOriginal),
                            cause == null ? null : cause.toException(null),
                            frames);
            for (Node each : suppressed) {
                if (each != null) {
                    mirror.addSuppressed(each.toException(null));
                }
            }
            return mirror;
        }

        private static @Nullable String joined(@Nullable String first, @Nullable String second) {
            if (first == null || second == null) {
                return first == null ? second : first;
            }
            return first + ", " + second;
        }
    }
}
