package dev.procession.internal.os;

import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/*
 * Which descriptor a channel has, the JDK does not tell. The socket itself does: an option that is
 * changed by way of the channel changes at one open file, and whatever descriptors stand for that
 * one show it. Addresses would not do, since those of Unix-domain sockets are often empty.
 *
 * The option is SO_LINGER, which all sockets have and which means nothing before a socket is closed.
 * It is put back afterwards. Should somebody close the channel meanwhile, that may take as many
 * seconds as the largest mark.
 *
 * One search at a time, so that no two look at each other's marks. A number may be closed and used
 * again while it is looked at: only what is asked of a duplicate, which nobody else has, is sure.
 */
final class SocketSearch {

    private static final File NUMBERS = new File("/proc/self/fd");

    /** Two, because a socket may happen to have the first. */
    private static final int[] MARKS = {1, 2};

    private SocketSearch() {}

    /** Makes another number for the open file of a channel. */
    static synchronized int duplicateOf(SocketChannel channel) throws IOException {
        int before = channel.getOption(StandardSocketOptions.SO_LINGER);
        for (int number : marked(channel, before)) {
            int copy = SocketCalls.duplicate(number);
            try {
                if (shows(channel, copy)) {
                    SocketCalls.setLinger(copy, before);
                    return copy;
                }
            } catch (IOException | RuntimeException | Error failure) {
                SocketCalls.close(copy);
                throw failure;
            }
            SocketCalls.close(copy);
        }
        throw notFound(channel, before);
    }

    /**
     * Returns the number of a fresh channel that nobody else knows, who could close it or make
     * others for its open file.
     */
    static synchronized int numberOf(SocketChannel fresh) throws IOException {
        int before = fresh.getOption(StandardSocketOptions.SO_LINGER);
        for (int number : marked(fresh, before)) {
            if (shows(fresh, number)) {
                SocketCalls.setLinger(number, before);
                return number;
            }
        }
        throw notFound(fresh, before);
    }

    private static int[] marked(SocketChannel channel, int before) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, MARKS[0]);
        String[] names = NUMBERS.list();
        if (names == null) {
            channel.setOption(StandardSocketOptions.SO_LINGER, before);
            throw new IOException(NUMBERS + " could not be read: Too many open files, or no /proc");
        }
        return Arrays.stream(names)
                .mapToInt(Integer::parseInt)
                .filter(number -> SocketCalls.linger(number) == MARKS[0])
                .toArray();
    }

    private static boolean shows(SocketChannel channel, int number) throws IOException {
        for (int mark : MARKS) {
            channel.setOption(StandardSocketOptions.SO_LINGER, mark);
            if (SocketCalls.linger(number) != mark) {
                return false;
            }
        }
        return true;
    }

    private static IOException notFound(SocketChannel channel, int before) throws IOException {
        channel.setOption(StandardSocketOptions.SO_LINGER, before);
        return new IOException(
                "the descriptor of a channel was not found: is it one of the JDK's own? channel="
                        + channel);
    }
}
