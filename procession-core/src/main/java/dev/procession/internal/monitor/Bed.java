package dev.procession.internal.monitor;

import dev.procession.internal.os.Futex;
import dev.procession.internal.os.FutexList;
import dev.procession.internal.shared.Words;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One platform thread that sleeps for up to 127 virtual ones: in {@code futex_waitv}, on their
 * words and on a bell of its own, by which it is told of a new sleeper.
 *
 * <p>Who is woken: each whose word has another value, or whose time is over, after any wake; and
 * the one whose word's sleepers were woken. If that one has left meanwhile, the wake is handed on
 * to another sleeper of the word, since who woke it counts on that. Without the call, the words are
 * looked at each millisecond.
 */
final class Bed implements Runnable {

    private static final boolean HAS_LISTS = FutexList.isSupported();
    private static final long LOOK_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;

    private final Hub hub;
    private final Words bell = new Words(Arena.ofAuto().allocate(ValueLayout.JAVA_LONG));
    private final AtomicInteger size = new AtomicInteger();
    private final Queue<Sleeper> arrived = new ConcurrentLinkedQueue<>();

    /** This thread's own. */
    private final List<Sleeper> asleep = new ArrayList<>();

    Bed(Hub hub) {
        this.hub = hub;
    }

    void start() {
        Thread thread = new Thread(null, this, "procession-sleeper", 256 << 10, false);
        thread.setDaemon(true);
        thread.start();
    }

    /** How many sleep here; only fewer than that while the hub is locked. */
    int size() {
        return size.get();
    }

    /** Takes a sleeper, with the hub locked. */
    void take(Sleeper sleeper) {
        size.incrementAndGet();
        arrived.add(sleeper);
        look();
    }

    /** Has it look at its sleepers: one has come, or left. */
    void look() {
        bell.getAndAddInt(0, 1);
        if (HAS_LISTS) {
            Futex.wake(bell.address(0), 1);
        }
    }

    @Override
    public void run() {
        FutexList list = HAS_LISTS ? new FutexList() : null;
        long idleSince = System.nanoTime();
        while (true) {
            int rung = bell.getInt(0);
            takeArrived();
            wakeDue();
            long now = System.nanoTime();
            if (!asleep.isEmpty()) {
                idleSince = now;
            } else if (now - idleSince >= IDLE_NANOS && hub.remove(this)) {
                return;
            }
            rest(list, rung, idleSince + IDLE_NANOS);
        }
    }

    private void takeArrived() {
        Sleeper each = arrived.poll();
        while (each != null) {
            asleep.add(each);
            each = arrived.poll();
        }
    }

    private void wakeDue() {
        long now = System.nanoTime();
        asleep.removeIf(each -> {
            if (!each.isDue(now)) {
                return false;
            }
            size.decrementAndGet();
            each.wake();
            return true;
        });
    }

    private void rest(@Nullable FutexList list, int rung, long idleEnd) {
        if (list == null) {
            LockSupport.parkNanos(this, LOOK_NANOS);
            return;
        }
        list.clear();
        list.add(bell.address(0), rung);
        long end = asleep.isEmpty() ? idleEnd : Long.MAX_VALUE;
        for (Sleeper each : asleep) {
            list.add(each.address(), each.expected());
            end = Math.min(end, each.end());
        }
        int woken = list.await(end);
        if (woken > 0 && !asleep.get(woken - 1).wake()) {
            Futex.wake(asleep.get(woken - 1).address(), 1);
        }
    }
}
