package dev.procession.internal.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.SocketChannel;
import java.util.stream.IntStream;

/** What a hostile peer does: sends descriptors that nobody has asked for. */
public final class Floods {

    /** The most that the kernel lets anybody send at once; {@code SCM_MAX_FD}. */
    public static final int MOST = 253;

    private static final int MSG_NOSIGNAL = 0x4000;

    private Floods() {}

    /**
     * Sends a byte with descriptors, all for the same open file.
     *
     * @param channel the Unix-domain socket
     * @param sign the byte
     * @param count how many descriptors
     */
    public static void send(SocketChannel channel, byte sign, int count) throws IOException {
        int number = SocketSearch.duplicateOf(channel);
        try {
            send(number, sign, IntStream.range(0, count).map(each -> number).toArray());
        } finally {
            SocketCalls.close(number);
        }
    }

    /** Sends a descriptor of whatever kind. */
    static void send(SocketChannel channel, int descriptor) throws IOException {
        int number = SocketSearch.duplicateOf(channel);
        try {
            send(number, (byte) 1, descriptor);
        } finally {
            SocketCalls.close(number);
        }
    }

    private static void send(int by, byte sign, int... numbers) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            SocketCalls.send(by, SocketMessage.of(arena, sign, numbers).head(), MSG_NOSIGNAL);
        }
    }
}
