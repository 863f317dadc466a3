package dev.procession.sync;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.monitor.SessionPeers;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the deadlocks of a session: circles of threads, of all its processes, that wait for each
 * other's {@link ProcessLock}s.
 *
 * <p>Each process that uses such locks is asked who waits for what; who has a lock stands in shared
 * memory. What looks like a circle is asked about once more, and reported if all its waits are the
 * same ones: then they last, since nobody in it can go on. A process that does not answer within
 * ten seconds, since it is stopped perhaps, is left out, and so is a circle through it.
 *
 * <p>Only locks are looked at. Who waits for a permit, an event, a queue or a condition may be
 * waiting for anybody.
 *
 * @since 0.1
 */
public final class Deadlocks {

    private Deadlocks() {}

    /**
     * Looks for deadlocks now.
     *
     * @return those that there are, each once; a thread that waits for one of the threads in a
     *     circle without being in it is not reported
     * @throws IOException if the session's processes cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public static List<Deadlock> find() throws IOException, InterruptedException {
        List<LockReport.Wait> waits = waits();
        return circles(waits).isEmpty() ? List.of() : lasting(waits, waits());
    }

    /** Finds those that both of two looks have seen. */
    static List<Deadlock> lasting(List<LockReport.Wait> first, List<LockReport.Wait> again) {
        return circles(first).stream()
                .filter(circle -> circle.stream().allMatch(wait -> isAmong(again, wait)))
                .map(Deadlocks::describe)
                .toList();
    }

    private static boolean isAmong(List<LockReport.Wait> waits, LockReport.Wait wanted) {
        return waits.stream().anyMatch(wanted::isSame);
    }

    private static List<LockReport.Wait> waits() throws IOException, InterruptedException {
        List<LockReport.Wait> waits = new ArrayList<>();
        for (int peer : Peers.current().living()) {
            Optional<LockReport> report = LockQuestions.report(peer);
            report.ifPresent(told -> waits.addAll(told.waits()));
        }
        return waits;
    }

    private static List<List<LockReport.Wait>> circles(List<LockReport.Wait> waits) {
        Map<Long, LockReport.Wait> byThread = new HashMap<>();
        waits.forEach(wait -> byThread.put(thread(wait), wait));
        List<List<LockReport.Wait>> circles = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        for (LockReport.Wait each : waits) {
            List<LockReport.Wait> path = new ArrayList<>();
            LockReport.@Nullable Wait next = each;
            while (next != null && seen.add(thread(next))) {
                path.add(next);
                next = byThread.get(next.holder());
            }
            int start = next == null ? -1 : path.indexOf(next);
            if (start >= 0) {
                circles.add(path.subList(start, path.size()));
            }
        }
        return circles;
    }

    /** The thread as HOLDER has it. */
    private static long thread(LockReport.Wait wait) {
        return LockLayout.holder(wait.peer(), wait.threadId());
    }

    private static Deadlock describe(List<LockReport.Wait> circle) {
        SessionPeers peers = Peers.current();
        return new Deadlock(circle, circle.stream().map(wait -> describe(wait, peers)).toList());
    }

    static Deadlock.Wait describe(LockReport.Wait wait, SessionPeers peers) {
        return new Deadlock.Wait(
                peers.pid(wait.peer()),
                peers.name(wait.peer()),
                wait.threadId(),
                wait.threadName(),
                wait.lockName(),
                Instant.ofEpochMilli(wait.since()),
                wait.stack());
    }
}
