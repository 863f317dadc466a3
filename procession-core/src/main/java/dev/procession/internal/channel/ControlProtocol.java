package dev.procession.internal.channel;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What goes over the control channel after the {@link Handshake}.
 *
 * <pre>
 *   parent → worker   operation (1)  sequence number of the task (4)
 *   worker → parent   sequence number (4)  length (4)  stack trace        answers STACK
 * </pre>
 */
final class ControlProtocol {

    static final byte INTERRUPT = 1;
    static final byte STACK = 2;

    static final int REQUEST_BYTES = 5;
    static final int ANSWER_HEAD_BYTES = 8;

    /** Longest answer that is believed. */
    static final int MAX_ANSWER_BYTES = 256 << 10;

    private static final int MAX_FRAMES = 256;
    private static final int MAX_NAME = 200;

    private ControlProtocol() {}

    static byte[] encode(StackTraceElement[] frames) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        int count = Math.min(frames.length, MAX_FRAMES);
        out.writeInt(count);
        for (int i = 0; i < count; i++) {
            out.writeUTF(cut(frames[i].getClassName()));
            out.writeUTF(cut(frames[i].getMethodName()));
            String file = frames[i].getFileName();
            out.writeUTF(file == null ? "" : cut(file));
            out.writeInt(frames[i].getLineNumber());
        }
        return bytes.toByteArray();
    }

    private static String cut(String name) {
        return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
    }

    static List<StackTraceElement> decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int count = in.readInt();
        if (count < 0 || count > MAX_FRAMES) {
            throw new IOException("impossible number of frames: frames=" + count);
        }
        List<StackTraceElement> frames = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String type = in.readUTF();
            String method = in.readUTF();
            String file = in.readUTF();
            frames.add(
                    new StackTraceElement(
                            type, method, file.isEmpty() ? null : file, in.readInt()));
        }
        return frames;
    }
}
