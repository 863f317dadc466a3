package dev.procession.sync;

import dev.procession.internal.monitor.Mailbox;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.monitor.SessionPeers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which threads of a session's processes have which {@link ProcessLock}s, which wait for one, and
 * which of them are deadlocked; out of date as soon as it is told.
 *
 * {@snippet :
 * for (var held : LocksInUse.find(Duration.ofSeconds(2)).held()) {
 *     System.err.println(held.process() + " has " + held.lock());
 * }
 * }
 *
 * <p>Who gets a lock at once, and gives it back soon, is seldom seen. Of a {@link
 * ProcessReadWriteLock} it is seen who writes, and not who reads.
 *
 * @param held locks that a thread has
 * @param awaited threads that wait for a lock
 * @param deadlocks circles of such waits
 * @param silent the pids of processes that did not answer in time, since they are stopped perhaps:
 *     nothing is known of their threads
 * @see Deadlocks
 * @since 0.1
 */
public record LocksInUse(
        List<Hold> held, List<Deadlock.Wait> awaited, List<Deadlock> deadlocks, List<Long> silent) {

    /** Copies the lists. */
    public LocksInUse {
        held = List.copyOf(held);
        awaited = List.copyOf(awaited);
        deadlocks = List.copyOf(deadlocks);
        silent = List.copyOf(silent);
    }

    /**
     * A lock that a thread has.
     *
     * @param pid the process
     * @param process its name
     * @param threadId the thread there
     * @param thread its name
     * @param lock the name of the lock
     * @param stack where the thread was, the innermost frame first
     */
    public record Hold(
            long pid,
            String process,
            long threadId,
            String thread,
            String lock,
            List<String> stack) {

        /** Copies the frames. */
        public Hold {
            stack = List.copyOf(stack);
        }
    }

    /**
     * Asks all processes of this one's session that use such locks.
     *
     * <p><b>Blocking.</b> Waits for the answers, one process after the other; twice where the first
     * look has seen a circle, since only what lasts is a deadlock.
     *
     * @param patience how long to wait for the answer of each process
     * @return what they tell
     * @throws IOException if the session's processes cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public static LocksInUse find(Duration patience) throws IOException, InterruptedException {
        if (!Peers.areThere()) {
            return new LocksInUse(List.of(), List.of(), List.of(), List.of());
        }
        SessionPeers peers = Peers.current();
        Told told = ask(peers, patience);
        boolean mayBeDeadlocked = told.waits.size() > 1;
        List<LockReport.Wait> again = mayBeDeadlocked ? ask(peers, patience).waits : List.of();
        return new LocksInUse(
                told.holds,
                told.waits.stream().map(wait -> Deadlocks.describe(wait, peers)).toList(),
                mayBeDeadlocked ? Deadlocks.lasting(told.waits, again) : List.of(),
                told.silent);
    }

    /** What was answered in one look. */
    private static final class Told {
        final List<Hold> holds = new ArrayList<>();
        final List<LockReport.Wait> waits = new ArrayList<>();
        final List<Long> silent = new ArrayList<>();
    }

    private static Told ask(SessionPeers peers, Duration patience)
            throws IOException, InterruptedException {
        Told told = new Told();
        for (int peer : peers.living()) {
            Optional<LockReport> report = LockQuestions.report(peer, patience);
            if (report.isEmpty() && Mailbox.isOpen(peer) && !peers.isDead(peer)) {
                told.silent.add(peers.pid(peer));
            }
            report.ifPresent(each -> {
                told.waits.addAll(each.waits());
                each.holds().forEach(hold -> told.holds.add(describe(hold, peer, peers)));
            });
        }
        return told;
    }

    private static Hold describe(LockReport.Hold hold, int peer, SessionPeers peers) {
        return new Hold(
                peers.pid(peer),
                peers.name(peer),
                hold.threadId(),
                hold.threadName(),
                hold.lockName(),
                hold.stack());
    }
}
