package dev.procession.codec;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the mirror of an exception and of those it refers to, within bounds.
 *
 * <pre>
 * node:   kind:u8, class:text, message:text, note:text, frames:varint, frame..., cause:node,
 *         suppressed:varint, node...
 * kind:   0 none (nothing follows), 1 whole, 2 class, message and note only
 * frame:  class:text, method:text, file:text, line:zigzag, module:text, version:text, loader:text
 * text:   0 null; 1 and a string, which gets the next number; or 2 + the number of an earlier one
 * </pre>
 */
final class MirrorWriter {

    static final int NONE = 0;
    static final int WHOLE = 1;
    static final int BRIEF = 2;

    static final int MAX_DEPTH = 32;
    static final int MAX_NODES = 64;
    static final int MAX_FRAMES = 1024;
    static final int MAX_MESSAGE_CHARS = 16 * 1024;
    static final int MAX_NOTE_CHARS = 1024;

    /** The level that leaves nothing but the class. */
    static final int LEAST = 2;

    private static final int MAX_NAME_CHARS = 1024;
    private static final int MAX_FRAME_BYTES = 128 * 1024;
    private static final int MAX_TEXT_CHARS = 256 * 1024;

    private final Sink sink;
    private final int level;
    private final int start;
    private final Map<String, Integer> texts = new HashMap<>();
    private final IdentityTable seen = new IdentityTable();
    private int nodes;
    private int textChars;

    private MirrorWriter(Sink sink, int level) {
        this.sink = sink;
        this.level = level;
        this.start = sink.size();
    }

    /** Writes a mirror; the higher the level, the less. */
    static void put(Throwable exception, Sink sink, int level) {
        new MirrorWriter(sink, level).node(exception, 0);
    }

    /** The beginning of a text, and how much was left out. */
    static @Nullable String cut(@Nullable String text, int maxChars) {
        return text == null || text.length() <= maxChars
                ? text
                : text.substring(0, maxChars)
                        + "... ("
                        + (text.length() - maxChars)
                        + " more characters)";
    }

    private void node(@Nullable Throwable exception, int depth) {
        if (exception == null || nodes >= MAX_NODES || depth > MAX_DEPTH) {
            sink.putByte(NONE);
            return;
        }
        nodes++;
        boolean first = seen.add(exception);
        boolean whole = first && level < LEAST;
        sink.putByte(whole ? WHOLE : BRIEF);
        text(cut(exception.getClass().getName(), MAX_NAME_CHARS));
        StringBuilder note = new StringBuilder();
        text(level < LEAST ? message(exception, note) : null);
        StackTraceElement[] frames = whole ? frames(exception, note) : new StackTraceElement[0];
        Throwable cause = whole ? cause(exception, note) : null;
        Throwable[] suppressed = whole ? suppressed(exception, note) : new Throwable[0];
        if (!first) {
            append(note, "circular reference");
        }
        text(note.isEmpty() ? null : cut(note.toString(), MAX_NOTE_CHARS));
        if (whole) {
            putFrames(frames);
            boolean full = level > 0;
            node(full ? null : cause, depth + 1);
            int count = full ? 0 : Math.min(suppressed.length, MAX_NODES - nodes);
            sink.putVarint(count);
            for (int i = 0; i < count; i++) {
                node(suppressed[i], depth + 1);
            }
        }
    }

    private @Nullable String message(Throwable exception, StringBuilder note) {
        try {
            int room = Math.min(MAX_MESSAGE_CHARS, MAX_TEXT_CHARS - textChars);
            String message = cut(exception.getMessage(), level == 0 ? Math.max(room, 0) : 256);
            textChars += message == null ? 0 : message.length();
            return message;
        } catch (Throwable e) {
            append(note, "getMessage() threw " + e.getClass().getName());
            return null;
        }
    }

    private static StackTraceElement[] frames(Throwable exception, StringBuilder note) {
        try {
            StackTraceElement[] frames = exception.getStackTrace();
            if (frames != null) {
                return frames;
            }
            append(note, "getStackTrace() returned null");
        } catch (Throwable e) {
            append(note, "getStackTrace() threw " + e.getClass().getName());
        }
        return new StackTraceElement[0];
    }

    private static @Nullable Throwable cause(Throwable exception, StringBuilder note) {
        try {
            return exception.getCause();
        } catch (Throwable e) {
            append(note, "getCause() threw " + e.getClass().getName());
            return null;
        }
    }

    private static Throwable[] suppressed(Throwable exception, StringBuilder note) {
        try {
            return exception.getSuppressed();
        } catch (Throwable e) {
            append(note, "getSuppressed() threw " + e.getClass().getName());
            return new Throwable[0];
        }
    }

    private static void append(StringBuilder note, String more) {
        note.append(note.isEmpty() ? "" : ", ").append(more);
    }

    private void putFrames(StackTraceElement[] frames) {
        int at = sink.size();
        sink.putInt(0);
        int most = level == 0 ? Math.min(frames.length, MAX_FRAMES) : Math.min(frames.length, 16);
        int count = 0;
        while (count < most && frames[count] != null && sink.size() - start < MAX_FRAME_BYTES) {
            putFrame(frames[count++]);
        }
        sink.setInt(at, count);
    }

    private void putFrame(StackTraceElement frame) {
        text(cut(frame.getClassName(), MAX_NAME_CHARS));
        text(cut(frame.getMethodName(), MAX_NAME_CHARS));
        text(cut(frame.getFileName(), MAX_NAME_CHARS));
        sink.putZigzag(frame.getLineNumber());
        String module = frame.getModuleName();
        boolean ofJdk = module != null && (module.startsWith("java.") || module.startsWith("jdk."));
        text(cut(module, MAX_NAME_CHARS));
        text(ofJdk ? null : cut(frame.getModuleVersion(), MAX_NAME_CHARS));
        text(loaderName(frame));
    }

    /** The JDK prints no name for its own loaders, but only where it filled the frame itself. */
    private static @Nullable String loaderName(StackTraceElement frame) {
        String name = frame.getClassLoaderName();
        return "app".equals(name) || "platform".equals(name) || "boot".equals(name)
                ? null
                : cut(name, MAX_NAME_CHARS);
    }

    private void text(@Nullable String value) {
        if (value == null) {
            sink.putByte(0);
            return;
        }
        Integer number = texts.putIfAbsent(value, texts.size());
        if (number != null) {
            sink.putVarint(number + 2);
        } else {
            sink.putByte(1);
            sink.putString(value);
        }
    }
}
