package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Managers and their clients, which are killed. */
final class ManagerTarget implements Target, Gang.Role {

    /** More elements than are put between two looks. */
    private static final long RESERVE = 1 << 20;

    /** The map, the lock and the queue. */
    private static final int OBJECTS = 3;

    private final Place place;
    private final Runnable stop;
    private final Complaints complaints;
    private final int seats;
    private final Stall stall = new Stall();
    private final AtomicLong deaths = new AtomicLong();
    private volatile @Nullable Reigns reigns;
    private volatile @Nullable QueueJudge judge;
    private volatile @Nullable Gang gang;
    private volatile long steps;
    private volatile long toldAfterNanos;

    /**
     * Prepares.
     *
     * @param place where
     * @param stop ends the run, when no more elements can be told apart
     */
    ManagerTarget(Place place, Runnable stop) {
        this.place = place;
        this.stop = stop;
        this.complaints = new Complaints(place.directory().resolve("manager").toString());
        this.seats = place.settings().workers();
    }

    @Override
    public void warmUp() throws InterruptedException {
        try (Reigns first = new Reigns(place, 1);
                SharedLongArray beats = SharedLongArray.create(1)) {
            first.log().stop();
            TaskAction work = first.current().work(0, 1, 1, beats, complaints);
            try (JavaProcess one = JavaProcess.start(place.process(), work)) {
                one.join();
            }
        }
    }

    @Override
    public void open() {
        Reigns made = new Reigns(place, seats);
        reigns = made;
        judge = new QueueJudge(made.elements(), seats);
        made.current();
        Gang clients = new Gang("client", seats, place, this);
        gang = clients;
        clients.start();
    }

    private Reigns reigns() {
        return Objects.requireNonNull(reigns, "open() comes first");
    }

    private Gang gang() {
        return Objects.requireNonNull(gang, "open() comes first");
    }

    private QueueJudge known() {
        return Objects.requireNonNull(judge, "open() comes first");
    }

    // ---- for the gang ------------------------------------------------------------------------

    @Override
    public TaskAction work(int seat, long life, SharedLongArray beats) {
        return reigns().current().work(seat, life, seats, beats, complaints);
    }

    @Override
    public void dooms(int seat, long life) {
        deaths.incrementAndGet();
        reigns().dooms(seat, life);
    }

    @Override
    public void died(int seat) {
        known().producerDied(seat);
        known().consumerDied();
    }

    /** Who has ended because the manager is dead comes again, for the next one. */
    @Override
    public boolean comesAgain() {
        return !reigns().log().isStopped();
    }

    // ---- the run -----------------------------------------------------------------------------

    @Override
    public List<Prey> prey() {
        return List.of(gang(), reigns());
    }

    @Override
    public void look() {
        Reigns now = reigns();
        boolean isAble = now.isAble() && gang().isAble();
        steps = gang().beats();
        now.hasDone(steps);
        stall.look(isAble, steps, System.nanoTime());
        for (int seat = 0; seat < seats; seat++) {
            if (now.elements().begun(seat) > QueueLog.MOST - RESERVE) {
                stop.run();
            }
        }
    }

    @Override
    public void endLoad() throws InterruptedException {
        Reigns now = reigns();
        now.log().stop();
        gang().awaitEnd();
        steps = gang().beats();
        toldAfterNanos = now.log().toldAfterNanos();
        if (now.isAlive()) {
            assess(now, now.current());
        }
    }

    /** Judges what the last of the managers has. */
    private void assess(Reigns now, ManagerScene scene) {
        ManagerLog log = now.log();
        long reign = scene.reign();
        judgeTally(
                scene.tally().getOrDefault(ManagerScene.KEY, 0L),
                log.sum(seats, ManagerLog.MERGES, reign),
                log.sum(seats, ManagerLog.MERGES_BEGUN, reign),
                place.findings());
        LockTarget.judge(
                log.sum(seats, ManagerLog.SECTIONS, reign),
                deaths.get(),
                scene.words().get(LockSection.FIRST),
                scene.words().get(LockSection.SECOND),
                place.findings());
        List<Element> left = new ArrayList<>();
        scene.queue().drainTo(left);
        long[] last = new long[seats];
        left.forEach(each -> scene.elements().took(each, last));
        known().judge(seat -> firstElement(log, seat, reign), place.findings());
        if (!awaitObjects(now)) {
            place.findings().add(Sort.LEAKED, "the manager has " + now.objectCount() + " objects");
        }
    }

    /** What the managers before had has died with them. */
    private static long firstElement(ManagerLog log, int seat, long reign) {
        return log.get(seat, ManagerLog.REIGN) == reign
                ? log.get(seat, ManagerLog.FIRST)
                : Long.MAX_VALUE;
    }

    /** What clients had is given back at once, which may be a moment after their end. */
    private static boolean awaitObjects(Reigns now) {
        long end = System.nanoTime() + Settings.LEAKED_AFTER.toNanos();
        while (now.objectCount() != OBJECTS && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        return now.objectCount() == OBJECTS;
    }

    /**
     * Judges a sum.
     *
     * @param done how many merges are known to have been done
     * @param begun how many were begun
     */
    static void judgeTally(long value, long done, long begun, Findings findings) {
        if (value < done) {
            findings.add(Sort.LOST, done + " merges made " + value);
        } else if (value > begun) {
            findings.add(Sort.DUPLICATED, begun + " merges that were begun made " + value);
        }
    }

    @Override
    public void close() throws InterruptedException {
        Gang clients = gang;
        Reigns open = reigns;
        if (clients != null) {
            clients.end();
        }
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void judge() throws IOException {
        complaints.tell(place.findings());
        stall.tell("the manager", place.findings());
    }

    // ---- for those who watch -----------------------------------------------------------------

    @Override
    public long kills() {
        Gang clients = gang;
        Reigns open = reigns;
        return (clients == null ? 0 : clients.kills()) + (open == null ? 0 : open.kills());
    }

    @Override
    public int processes() {
        Gang clients = gang;
        return clients == null ? 0 : clients.size();
    }

    @Override
    public Map<String, Long> work() {
        Reigns open = reigns;
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("steps", steps);
        map.put("managers", open == null ? 0 : open.kills());
        map.put("told_ms", TimeUnit.NANOSECONDS.toMillis(toldAfterNanos));
        map.put("manager_stall_ms", stall.longestMillis());
        return map;
    }
}
