package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A lock, whose owners and waiters are killed. */
final class LockTarget implements Target, Gang.Role {

    private final Place place;
    private final Complaints complaints;
    private final Stall stall = new Stall();
    private volatile @Nullable LockScene scene;
    private volatile @Nullable Gang gang;
    private volatile long sections;
    private volatile long repairs;

    LockTarget(Place place) {
        this.place = place;
        this.complaints = new Complaints(place.directory().resolve("lock").toString());
    }

    @Override
    public void warmUp() throws InterruptedException {
        try (LockScene first = LockScene.open(1, complaints);
                SharedLongArray beats = SharedLongArray.create(1)) {
            first.words().set(LockSection.STOP, 1);
            try (JavaProcess one = JavaProcess.start(place.process(), first.work(0, 1, beats))) {
                one.join();
            }
        }
    }

    @Override
    public void open() {
        int seats = place.settings().workers();
        scene = LockScene.open(seats, complaints);
        Gang made = new Gang("lock", seats, place, this);
        gang = made;
        made.start();
    }

    private LockScene scene() {
        return Objects.requireNonNull(scene, "open() comes first");
    }

    private Gang gang() {
        return Objects.requireNonNull(gang, "open() comes first");
    }

    // ---- for the gang ------------------------------------------------------------------------

    @Override
    public TaskAction work(int seat, long life, SharedLongArray beats) {
        return scene().work(seat, life, beats);
    }

    @Override
    public void dooms(int seat, long life) {
        scene().words().setVolatile(LockSection.DOOMED + seat, life);
    }

    @Override
    public void died(int seat) {
        // What it leaves behind is seen by who has the lock next.
    }

    // ---- the run -----------------------------------------------------------------------------

    @Override
    public List<Prey> prey() {
        return List.of(gang());
    }

    @Override
    public void look() {
        Gang now = gang();
        boolean isAble = now.isAble();
        sections = now.beats();
        repairs = scene().words().getVolatile(LockSection.REPAIRS);
        stall.look(isAble, sections, System.nanoTime());
    }

    @Override
    public void endLoad() throws InterruptedException {
        scene().words().setVolatile(LockSection.STOP, 1);
        gang().awaitEnd();
        sections = gang().beats();
        repairs = scene().words().getVolatile(LockSection.REPAIRS);
        judge(
                sections,
                gang().kills(),
                scene().words().getVolatile(LockSection.FIRST),
                scene().words().getVolatile(LockSection.SECOND),
                place.findings());
    }

    /**
     * Judges what the pair came to.
     *
     * @param done how often somebody is known to have been inside
     * @param kills how many were killed, perhaps after they had been inside and before they said so
     */
    static void judge(long done, long kills, long first, long second, Findings findings) {
        if (first != second) {
            findings.add(Sort.WRONG, "the pair ends as " + first + ", " + second);
        }
        if (first < done) {
            findings.add(Sort.LOST, done + " times inside made " + first);
        } else if (first > done + kills) {
            findings.add(
                    Sort.DUPLICATED, done + " times inside and " + kills + " kills made " + first);
        }
    }

    @Override
    public void close() throws InterruptedException {
        Gang now = gang;
        LockScene open = scene;
        if (now != null) {
            now.end();
        }
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void judge() throws IOException {
        complaints.tell(place.findings());
        stall.tell("the lock", place.findings());
    }

    // ---- for those who watch -----------------------------------------------------------------

    @Override
    public long kills() {
        Gang now = gang;
        return now == null ? 0 : now.kills();
    }

    @Override
    public int processes() {
        Gang now = gang;
        return now == null ? 0 : now.size();
    }

    @Override
    public Map<String, Long> work() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("sections", sections);
        map.put("repairs", repairs);
        map.put("lock_stall_ms", stall.longestMillis());
        return map;
    }
}
