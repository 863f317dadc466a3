package dev.procession.internal.os;

import java.io.File;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

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
 *
 * A channel that was just accepted or opened got the lowest number that was free, and the lowest that
 * is free now is above it, with nothing but older ones in between. So the search goes down from there,
 * and ends at once for most, however many there are.
 */
final class SocketSearch {

    private static final File NUMBERS = new File("/proc/self/fd");
    private static final int NONE = -1;

    /** Two, because a socket may happen to have the first. */
    private static final int[] MARKS = {1, 2};

    /** What is done with a number that shows the first mark. */
    private interface Trial {
        /** Returns what is looked for, or {@link #NONE}. */
        int of(int number) throws IOException;
    }

    private SocketSearch() {}

    /** Makes another number for the open file of a channel. */
    static synchronized int duplicateOf(SocketChannel channel) throws IOException {
        return find(channel, number -> duplicateIfShows(channel, number));
    }

    private static int duplicateIfShows(SocketChannel channel, int number) throws IOException {
        int copy = SocketCalls.duplicate(number);
        boolean shows = false;
        try {
            shows = shows(channel, copy);
            return shows ? copy : NONE;
        } finally {
            if (!shows) {
                SocketCalls.close(copy);
            }
        }
    }

    /**
     * Returns the number of a fresh channel that nobody else knows, who could close it or make
     * others for its open file.
     */
    static synchronized int numberOf(SocketChannel fresh) throws IOException {
        return find(fresh, number -> shows(fresh, number) ? number : NONE);
    }

    private static int find(SocketChannel channel, Trial trial) throws IOException {
        int before = channel.getOption(StandardSocketOptions.SO_LINGER);
        int found = NONE;
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, MARKS[0]);
            int free = SocketCalls.lowestFree();
            for (int number = free - 1; number >= 0 && found == NONE; number--) {
                found = tried(channel, number, trial);
            }
            if (found == NONE) {
                found = findAbove(free, channel, trial);
            }
        } finally {
            if (found == NONE) {
                channel.setOption(StandardSocketOptions.SO_LINGER, before);
            }
        }
        // By number: somebody may have closed the channel.
        SocketCalls.setLinger(found, before);
        return found;
    }

    private static int findAbove(int free, SocketChannel channel, Trial trial) throws IOException {
        String[] names = NUMBERS.list();
        if (names == null) {
            throw new IOException(NUMBERS + " could not be read: Too many open files, or no /proc");
        }
        for (String name : names) {
            int number = Integer.parseInt(name);
            int found = number > free ? tried(channel, number, trial) : NONE;
            if (found != NONE) {
                return found;
            }
        }
        throw new IOException(
                "the descriptor of a channel was not found: is it one of the JDK's own? channel="
                        + channel);
    }

    private static int tried(SocketChannel channel, int number, Trial trial) throws IOException {
        if (SocketCalls.linger(number) != MARKS[0]) {
            return NONE;
        }
        int found = trial.of(number);
        if (found == NONE) {
            // Another socket had it, and this one has got the second since.
            channel.setOption(StandardSocketOptions.SO_LINGER, MARKS[0]);
        }
        return found;
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
}
