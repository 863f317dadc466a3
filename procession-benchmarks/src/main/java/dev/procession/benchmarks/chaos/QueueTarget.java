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
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A queue, whose producers and consumers are killed. */
final class QueueTarget implements Target {

    /** More than are put between two looks. */
    private static final long RESERVE = 1 << 20;

    private final Place place;
    private final Runnable stop;
    private final Complaints complaints;
    private final int size;
    private final Stall stall = new Stall();
    private volatile @Nullable Scene scene;
    private volatile long elements;
    private volatile long forfeited;

    /** What there is while it is open. */
    private record Scene(QueueScene parts, QueueJudge judge, Gang producers, Gang consumers) {}

    private interface Work {
        TaskAction of(int seat, long life, SharedLongArray beats);
    }

    /** What a gang does, and who hears of its dead. */
    private record Part(Work work, IntConsumer mourner) implements Gang.Role {
        @Override
        public TaskAction work(int seat, long life, SharedLongArray beats) {
            return work.of(seat, life, beats);
        }

        @Override
        public void dooms(int seat, long life) {
            // What the dead have done is found out when they are.
        }

        @Override
        public void died(int seat) {
            mourner.accept(seat);
        }
    }

    /**
     * Prepares.
     *
     * @param place where
     * @param stop ends the run, when no more elements can be told apart
     */
    QueueTarget(Place place, Runnable stop) {
        this.place = place;
        this.stop = stop;
        this.complaints = new Complaints(place.directory().resolve("queue").toString());
        this.size = Math.max(1, place.settings().workers() / 2);
    }

    @Override
    public void warmUp() throws InterruptedException {
        try (QueueScene first = QueueScene.open(1, complaints);
                SharedLongArray beats = SharedLongArray.create(1)) {
            first.log().stop();
            runToEnd(first.producing(0, 1, beats));
            first.queue().complete();
            runToEnd(first.consuming(0, 1, beats));
        }
    }

    private void runToEnd(TaskAction work) throws InterruptedException {
        try (JavaProcess one = JavaProcess.start(place.process(), work)) {
            one.join();
        }
    }

    @Override
    public void open() {
        QueueScene parts = QueueScene.open(size, complaints);
        QueueJudge judge = new QueueJudge(parts.log(), size);
        Part producing = new Part(parts::producing, judge::producerDied);
        Part consuming = new Part(parts::consuming, seat -> judge.consumerDied());
        Scene made =
                new Scene(
                        parts,
                        judge,
                        new Gang("producer", size, place, producing),
                        new Gang("consumer", size, place, consuming));
        scene = made;
        made.producers.start();
        made.consumers.start();
    }

    private Scene scene() {
        return Objects.requireNonNull(scene, "open() comes first");
    }

    @Override
    public List<Prey> prey() {
        return List.of(scene().producers, scene().consumers);
    }

    @Override
    public void look() {
        Scene now = scene();
        boolean isAble = now.producers.isAble() && now.consumers.isAble();
        elements = now.consumers.beats();
        stall.look(isAble, elements + now.producers.beats(), System.nanoTime());
        for (int producer = 0; producer < size; producer++) {
            if (now.parts.log().begun(producer) > QueueLog.MOST - RESERVE) {
                stop.run();
            }
        }
    }

    @Override
    public void endLoad() throws InterruptedException {
        Scene now = scene();
        now.parts.log().stop();
        now.producers.awaitEnd();
        now.parts.queue().complete();
        now.consumers.awaitEnd();
        elements = now.consumers.beats();
        if (!now.parts.queue().isEmpty()) {
            place.findings().add(Sort.LOST, now.parts.queue().size() + " elements were not taken");
        }
        now.judge.judge(place.findings());
        forfeited = now.judge.forfeited();
    }

    @Override
    public void close() throws InterruptedException {
        Scene now = scene;
        if (now != null) {
            now.producers.end();
            now.consumers.end();
            now.parts.close();
        }
    }

    @Override
    public void judge() throws IOException {
        complaints.tell(place.findings());
        stall.tell("the queue", place.findings());
    }

    @Override
    public long kills() {
        Scene now = scene;
        return now == null ? 0 : now.producers.kills() + now.consumers.kills();
    }

    @Override
    public int processes() {
        Scene now = scene;
        return now == null ? 0 : now.producers.size() + now.consumers.size();
    }

    @Override
    public Map<String, Long> work() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("elements", elements);
        map.put("forfeited", forfeited);
        map.put("queue_stall_ms", stall.longestMillis());
        return map;
    }
}
