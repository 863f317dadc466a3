package dev.procession.cli;

import dev.procession.internal.ring.QueueGlance;
import java.util.ArrayList;
import java.util.List;

/** Pools and queues, a line each. */
final class SeenSummary {

    private SeenSummary() {}

    static List<String> lines(Seen seen) {
        List<String> lines = new ArrayList<>();
        for (var session : seen.sessions()) {
            session.pools().forEach(pool -> lines.add(pool(pool)));
            session.queues().forEach(queue -> lines.add(queue(queue, session)));
        }
        return lines;
    }

    private static String pool(Seen.Pool pool) {
        var told = pool.told();
        return "pool "
                + told.name()
                + ": "
                + told.busy()
                + " of "
                + told.workers()
                + " busy, "
                + told.waiting()
                + (told.waiting() == 1 ? " waits, " : " wait, ")
                + told.done()
                + " done"
                + (told.lost() == 0 ? "" : ", workers lost: " + told.lost());
    }

    private static String queue(QueueGlance queue, Seen.Session session) {
        var maker =
                session.processes().stream()
                        .filter(row -> row.pid() == queue.creator())
                        .map(Seen.Row::describe)
                        .findFirst()
                        .orElse("pid " + queue.creator());
        return (queue.isOfPipe() ? "pipe" : "queue")
                + " of "
                + maker
                + ": "
                + queue.length()
                + (queue.capacity() == Integer.MAX_VALUE ? "" : " of " + queue.capacity())
                + (queue.isOfPipe() ? " unread" : " elements")
                + (queue.isCompleted() ? ", completed" : "");
    }
}
