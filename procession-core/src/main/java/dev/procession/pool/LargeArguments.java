package dev.procession.pool;

import dev.procession.codec.Sink;
import dev.procession.internal.channel.MessageFile;
import dev.procession.internal.launch.Session;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The files in which arguments with large arrays wait for their workers, and are read by as many as
 * it takes.
 *
 * <p>Filling a file with pages takes twice as long as copying into pages that are there. So files
 * whose tasks are done are kept for a moment, for tasks to come.
 */
final class LargeArguments {

    /** Below, copying once or twice more takes less time than a file. */
    private static final int LEAST_BYTES = 128 << 10;

    /** Less than the watch stays awake after the last task. */
    private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final long MOST_KEPT_BYTES = 512L << 20;

    /** Files without a task; the ones that were used last are first. */
    private final Deque<Free> free = new ArrayDeque<>();

    private long freeBytes;
    private boolean ended;

    private record Free(MessageFile file, long since) {}

    /**
     * Has an encoded argument with large arrays wait in a file; one with smaller arrays has them in
     * its bytes after that.
     *
     * @param work what it is for
     * @param sink has the argument
     * @param start where it begins there
     */
    void settle(Work work, Sink sink, int start) {
        if (!sink.hasAttachments()) {
            return;
        }
        long bytes = sink.messageBytes(start);
        MessageFile file = bytes < LEAST_BYTES ? null : written(sink, start, (int) bytes);
        if (file == null) {
            sink.fold(start);
            return;
        }
        sink.truncate(start);
        file.writeReference(sink);
        work.keepFile(new Stored(file));
    }

    /** Returns a file with the message; null if there is no room for it. */
    private @Nullable MessageFile written(Sink sink, int start, int bytes) {
        MessageFile file = null;
        try {
            file = obtain(bytes);
            file.write(sink, start);
            return file;
        } catch (IOException noRoom) {
            // Then it goes the way of other arguments, part by part.
            log("an argument waits in the heap", noRoom);
            if (file != null) {
                close(file);
            }
            return null;
        }
    }

    private MessageFile obtain(int bytes) throws IOException {
        MessageFile kept = kept(bytes);
        return kept == null ? MessageFile.create(newPath(), bytes) : kept;
    }

    private static Path newPath() {
        return Path.of(Session.current().newPath() + ".argument");
    }

    private synchronized @Nullable MessageFile kept(int bytes) {
        for (Iterator<Free> all = free.iterator(); all.hasNext(); ) {
            MessageFile file = all.next().file();
            if (file.capacity() >= bytes && file.capacity() / 2 <= bytes) {
                all.remove();
                freeBytes -= file.capacity();
                return file;
            }
        }
        return null;
    }

    /** The file of a task. */
    final class Stored {
        private final MessageFile file;

        Stored(MessageFile file) {
            this.file = file;
        }

        /** The task is done, and no worker reads it any more. */
        void giveBack() {
            keep(file);
        }

        /** Nobody needs it, though a worker may be reading it. */
        void drop() {
            close(file);
        }
    }

    private void keep(MessageFile file) {
        if (!isKept(file)) {
            close(file);
        }
    }

    private synchronized boolean isKept(MessageFile file) {
        if (ended || freeBytes + file.capacity() > MOST_KEPT_BYTES) {
            return false;
        }
        freeBytes += file.capacity();
        free.addFirst(new Free(file, System.nanoTime()));
        return true;
    }

    /** Removes files that were not used for a while. */
    void trim() {
        long now = System.nanoTime();
        removeOlder(now - KEPT_NANOS);
    }

    /** Removes all files; from now on none is kept. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        removeOlder(System.nanoTime());
    }

    private void removeOlder(long time) {
        for (Free oldest = oldest(time); oldest != null; oldest = oldest(time)) {
            close(oldest.file());
        }
    }

    private synchronized @Nullable Free oldest(long time) {
        Free oldest = free.peekLast();
        if (oldest == null || oldest.since() - time > 0) {
            return null;
        }
        free.removeLast();
        freeBytes -= oldest.file().capacity();
        return oldest;
    }

    private static void close(MessageFile file) {
        try {
            file.close();
        } catch (IOException leftToTheSession) {
            log("deleting the file of an argument", leftToTheSession);
        }
    }

    private static void log(String what, IOException why) {
        System.getLogger("dev.procession").log(System.Logger.Level.DEBUG, what, why);
    }
}
