package dev.procession.cli;

import dev.procession.internal.ring.QueueGlance;
import java.util.ArrayList;
import java.util.List;

/** Pools and queues, a line each. */
final class SeenSummary {

    private SeenSummary() {}

    /** A name never has less room than this, as long as there is something to leave out. */
    private static final int LEAST_NAME = 8;

    /**
     * Of a pool or a queue.
     *
     * @param name what it is
     * @param numbers how it is, what matters most first
     */
    private record Summary(String name, List<String> numbers) {

        /** Its numbers are worth more than all of its name. */
        String line(int width) {
            if (width == ProcessColumns.UNLIMITED) {
                return name + ": " + String.join(", ", numbers);
            }
            var shown = numbers.size();
            while (shown > 1 && room(shown, width) < Math.min(LEAST_NAME, Columns.width(name))) {
                shown--;
            }
            var cut = Columns.fit(name, Math.max(1, room(shown, width)));
            return Columns.fit(cut + behind(shown), width);
        }

        private int room(int shown, int width) {
            return width - Columns.width(behind(shown));
        }

        private String behind(int shown) {
            return ": " + String.join(", ", numbers.subList(0, shown));
        }
    }

    /**
     * Returns the lines.
     *
     * @param width what none of them is wider than
     */
    static List<String> lines(Seen seen, int width) {
        List<String> lines = new ArrayList<>();
        for (var session : seen.sessions()) {
            session.pools().forEach(pool -> lines.add(of(pool).line(width)));
            session.queues().forEach(queue -> lines.add(of(queue, session).line(width)));
        }
        return lines;
    }

    private static Summary of(Seen.Pool pool) {
        var told = pool.told();
        List<String> numbers = new ArrayList<>();
        numbers.add(told.busy() + " of " + told.workers() + " busy");
        numbers.add(told.waiting() + (told.waiting() == 1 ? " waits" : " wait"));
        numbers.add(told.done() + " done");
        if (told.lost() != 0) {
            numbers.add("workers lost: " + told.lost());
        }
        return new Summary("pool " + told.name(), numbers);
    }

    private static Summary of(QueueGlance queue, Seen.Session session) {
        var maker =
                session.processes().stream()
                        .filter(row -> row.pid() == queue.creator())
                        .map(Seen.Row::describe)
                        .findFirst()
                        .orElse("pid " + queue.creator());
        List<String> numbers = new ArrayList<>();
        numbers.add(
                queue.length()
                        + (queue.capacity() == Integer.MAX_VALUE ? "" : " of " + queue.capacity())
                        + (queue.isOfPipe() ? " unread" : " elements"));
        if (queue.isCompleted()) {
            numbers.add("completed");
        }
        return new Summary((queue.isOfPipe() ? "pipe" : "queue") + " of " + maker, numbers);
    }
}
