package dev.procession.benchmarks.chaos;

import dev.procession.manager.ManagerOptions;
import dev.procession.manager.ProcessManager;
import dev.procession.memory.SharedLongArray;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Managers, one after the other: one that was killed is followed by the next. */
final class Reigns implements Prey, AutoCloseable {

    /** So much is done in a reign before it may be ended. */
    private static final long LEAST_STEPS = 500;

    private static final int LONGEST_STOP_MILLIS = 400;

    private final Place place;
    private final int seats;
    private final Random random;
    private final ManagerLog log;
    private final QueueLog elements;

    /** Had by who starts a manager; what all see is changed with the lock of this, too. */
    private final Object starting = new Object();

    private final List<SharedLongArray> words = new CopyOnWriteArrayList<>();
    private volatile @Nullable ProcessManager manager;
    private volatile @Nullable ManagerScene scene;
    private @Nullable ProcessHandle stopped;
    private long stoppedUntil;
    private long kills;
    private long beatsBefore;
    private long beats;

    Reigns(Place place, int seats) {
        this.place = place;
        this.seats = seats;
        this.random = new Random(place.settings().seed() * 37);
        this.log = ManagerLog.open(seats);
        this.elements = QueueLog.open(seats);
    }

    ManagerLog log() {
        return log;
    }

    QueueLog elements() {
        return elements;
    }

    // ---- managers ----------------------------------------------------------------------------

    /** Returns the objects of the manager, of another one if the last is dead. */
    ManagerScene current() {
        synchronized (starting) {
            ManagerScene now = scene;
            if (now == null || !isAlive()) {
                end();
                now = start();
            }
            return now;
        }
    }

    /** Takes its time, in which who is stopped has to be continued. */
    private ManagerScene start() {
        ProcessManager next =
                ProcessManager.start(ManagerOptions.defaults().withProcess(place.process()));
        SharedLongArray guarded = SharedLongArray.create(LockSection.DOOMED + (long) seats);
        ManagerScene made =
                new ManagerScene(
                        words.size() + 1L,
                        next.map(),
                        next.lock(),
                        next.queue(),
                        guarded,
                        log,
                        elements);
        synchronized (this) {
            words.add(guarded);
            beatsBefore = beats;
            manager = next;
            scene = made;
        }
        return made;
    }

    private void end() {
        ProcessManager last = manager;
        if (last != null) {
            last.close();
        }
    }

    /** Tells whether there is a manager that nobody has killed. */
    synchronized boolean isAlive() {
        ProcessManager now = manager;
        return now != null && now.exitStatus().isRunning() && !log.isDoomed(words.size());
    }

    /** Tells whether it could answer. */
    synchronized boolean isAble() {
        return isAlive() && stopped == null;
    }

    /** Says how much has been done so far. */
    synchronized void hasDone(long steps) {
        beats = steps;
    }

    synchronized long kills() {
        return kills;
    }

    /** Returns how many objects the manager has; only while it is alive. */
    synchronized int objectCount() {
        ProcessManager now = manager;
        return now == null ? 0 : now.objectCount();
    }

    /** Notes down that a client is to be killed. */
    synchronized void dooms(int seat, long life) {
        for (SharedLongArray each : words) {
            each.setVolatile(LockSection.DOOMED + (long) seat, life);
        }
    }

    // ---- harm --------------------------------------------------------------------------------

    @Override
    public synchronized void strike() {
        ProcessHandle process = process();
        if (process == null || !isAble() || beats - beatsBefore < LEAST_STEPS) {
            return;
        }
        int dice = random.nextInt(100);
        if (dice < 4) {
            log.dooms(words.size());
            kills++;
            process.destroyForcibly();
        } else if (dice < 30 && Signals.stop(process)) {
            stopped = process;
            stoppedUntil =
                    System.nanoTime()
                            + TimeUnit.MILLISECONDS.toNanos(random.nextInt(LONGEST_STOP_MILLIS));
        }
    }

    /** Our own child, which has not been reaped: its pid is not another one's. */
    private @Nullable ProcessHandle process() {
        ProcessManager now = manager;
        return now == null || !now.exitStatus().isRunning()
                ? null
                : ProcessHandle.of(now.pid())
                        .filter(each ->
                                each.parent().filter(ProcessHandle.current()::equals).isPresent())
                        .orElse(null);
    }

    @Override
    public synchronized void release(boolean isAll) {
        ProcessHandle one = stopped;
        if (one != null && (isAll || System.nanoTime() - stoppedUntil > 0)) {
            stopped = null;
            Signals.resume(one);
        }
    }

    @Override
    public void close() {
        end();
        words.forEach(SharedLongArray::close);
        elements.close();
        log.close();
    }
}
