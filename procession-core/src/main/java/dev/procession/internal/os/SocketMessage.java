package dev.procession.internal.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One byte on a Unix-domain socket, and descriptors that go with it.
 *
 * <pre>
 *   msghdr    0 name  8 length of it  16 vector  24 parts in it  32 control  40 length of it  48 flags
 *   iovec     0 base  8 length
 *   cmsghdr   0 length with this head  8 level  12 type  16 descriptors, four bytes each; then the
 *             next one, at a multiple of 8
 * </pre>
 *
 * <p>Source: {@code recvmsg(2)}, {@code cmsg(3)}, {@code unix(7)}.
 */
final class SocketMessage {

    private static final int HEAD_BYTES = 56;
    private static final int VECTOR = 16;
    private static final int PARTS = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_BYTES = 40;
    private static final int FLAGS = 48;

    private static final int LEVEL = 8;
    private static final int TYPE = 12;
    private static final int DESCRIPTORS = 16;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;

    private static final int MSG_CTRUNC = 8;

    private final MemorySegment head;
    private final MemorySegment content;
    private final MemorySegment control;

    private SocketMessage(Arena arena, int room) {
        this.head = arena.allocate(HEAD_BYTES, Long.BYTES);
        this.content = arena.allocate(1);
        this.control = arena.allocate(aligned(DESCRIPTORS + 4L * room), Long.BYTES);
        MemorySegment vector = arena.allocate(2 * Long.BYTES, Long.BYTES);
        vector.set(ValueLayout.JAVA_LONG, 0, content.address());
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, 1);
        head.set(ValueLayout.JAVA_LONG, VECTOR, vector.address());
        head.set(ValueLayout.JAVA_LONG, PARTS, 1);
        head.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
        head.set(ValueLayout.JAVA_LONG, CONTROL_BYTES, control.byteSize());
    }

    /** A message to be filled by the system, with room for so many descriptors. */
    static SocketMessage empty(Arena arena, int room) {
        return new SocketMessage(arena, room);
    }

    /** A message to be sent. */
    static SocketMessage of(Arena arena, byte content, int... descriptors) {
        SocketMessage made = new SocketMessage(arena, descriptors.length);
        made.content.set(ValueLayout.JAVA_BYTE, 0, content);
        if (descriptors.length == 0) {
            made.head.set(ValueLayout.JAVA_LONG, CONTROL_BYTES, 0);
            return made;
        }
        long length = DESCRIPTORS + 4L * descriptors.length;
        made.control.set(ValueLayout.JAVA_LONG, 0, length);
        made.control.set(ValueLayout.JAVA_INT, LEVEL, SOL_SOCKET);
        made.control.set(ValueLayout.JAVA_INT, TYPE, SCM_RIGHTS);
        MemorySegment.copy(
                descriptors,
                0,
                made.control,
                ValueLayout.JAVA_INT,
                DESCRIPTORS,
                descriptors.length);
        return made;
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & -8;
    }

    MemorySegment head() {
        return head;
    }

    byte content() {
        return content.get(ValueLayout.JAVA_BYTE, 0);
    }

    /**
     * Tells whether descriptors were lost: for want of room here, or of numbers in this process.
     */
    boolean isTruncated() {
        return (head.get(ValueLayout.JAVA_INT, FLAGS) & MSG_CTRUNC) != 0;
    }

    /** Returns the descriptors that have arrived and are this process's now. */
    int[] descriptors() {
        long end = head.get(ValueLayout.JAVA_LONG, CONTROL_BYTES);
        int[] all = {};
        long at = 0;
        while (at + DESCRIPTORS <= end) {
            long length = control.get(ValueLayout.JAVA_LONG, at);
            if (control.get(ValueLayout.JAVA_INT, at + LEVEL) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + TYPE) == SCM_RIGHTS) {
                all =
                        control.asSlice(at + DESCRIPTORS, length - DESCRIPTORS)
                                .toArray(ValueLayout.JAVA_INT);
            }
            at += aligned(length);
        }
        return all;
    }
}
