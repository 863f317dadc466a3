package dev.procession.internal.monitor;

import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Has what belongs to processes looked at as soon as one of the session has ended, and not only
 * when a slice is over.
 *
 * <p>Whoever reaps a child rings a word of the table of processes, if it uses the table; a thread
 * of each process that has something to look at sleeps on it. What nobody rings for is found when a
 * slice of somebody who waits is over.
 */
public final class Deaths {

    private static final ProcessTable TABLE = ProcessTable.current();
    private static final List<Runnable> LOOKS = new CopyOnWriteArrayList<>();

    private static boolean isWatched;

    private Deaths() {}

    /**
     * Has something looked at from now on, after each end.
     *
     * @param look short, and may be done more often than there are ends
     * @throws IOException if there is no thread for that
     */
    public static synchronized void watch(Runnable look) throws IOException {
        if (!isWatched) {
            Thread thread = new Thread(null, Deaths::run, "procession-deaths", 256 << 10);
            thread.setDaemon(true);
            Shortage.start(thread);
            isWatched = true;
        }
        LOOKS.add(look);
    }

    /** Has all processes of the session look. */
    public static void tell() {
        TABLE.ended().ring();
    }

    private static void run() {
        EventWord ended = TABLE.ended();
        while (true) {
            int prepared = ended.prepare();
            LOOKS.forEach(Deaths::look);
            ended.sleepLong(prepared);
        }
    }

    private static void look(Runnable each) {
        try {
            each.run();
        } catch (RuntimeException | Error failure) {
            // The others are to be looked at all the same, and after the next end again: also when
            // there was no memory for a moment.
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "looking after the end of a process",
                            failure);
        }
    }
}
