package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.memory.SharedLongArray;
import dev.procession.process.JavaProcess;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something by which producers and consumers hand things over, and are killed.
 *
 * @param <X> what that is
 */
abstract class ExchangeTarget<X extends Exchange> implements Target {

    /** More than are produced between two looks. */
    private static final long RESERVE = 1 << 20;

    private final String name;
    private final Place place;
    private final Runnable stop;
    private final Complaints complaints;
    private final int size;
    private final Stall stall = new Stall();
    private volatile @Nullable Scene<X> scene;
    private volatile long taken;

    /** What there is while it is open. */
    private record Scene<X>(X exchange, Gang producers, Gang consumers) {}

    /**
     * Prepares.
     *
     * @param name what it is called in reports
     * @param place where
     * @param stop ends the run, when no more can be told apart
     */
    ExchangeTarget(String name, Place place, Runnable stop) {
        this.name = name;
        this.place = place;
        this.stop = stop;
        this.complaints = new Complaints(place.directory().resolve(name).toString());
        this.size = Math.max(1, place.settings().workers() / 2);
    }

    // ---- what there is to it -----------------------------------------------------------------

    /** Makes it. */
    abstract X make(int producers, Complaints where);

    /** Returns what producers do, and who hears of their deaths. */
    abstract Gang.Role producing(X exchange);

    /** Returns what consumers do, and who hears of their deaths. */
    abstract Gang.Role consuming(X exchange);

    /** Judges, once all have ended. */
    abstract void assess(X exchange, Findings findings);

    /** Hears that no process is left. */
    void allEnded() {
        // There is nothing to do, as a rule.
    }

    /** Reports what was done, where there is more to say than how much was taken. */
    abstract void report(Map<String, Long> work, long howManyTaken);

    final int size() {
        return size;
    }

    final Place place() {
        return place;
    }

    // ---- the run -----------------------------------------------------------------------------

    @Override
    public final void warmUp() throws InterruptedException {
        try (X first = make(1, complaints);
                SharedLongArray beats = SharedLongArray.create(1)) {
            first.stop();
            try (JavaProcess producer =
                            JavaProcess.start(place.process(), producing(first).work(0, 1, beats));
                    JavaProcess consumer =
                            JavaProcess.start(
                                    place.process(), consuming(first).work(0, 1, beats))) {
                producer.join();
                first.complete();
                consumer.join();
            }
        }
        allEnded();
    }

    @Override
    public final void open() {
        X made = make(size, complaints);
        Scene<X> now =
                new Scene<>(
                        made,
                        new Gang(name + "-producer", size, place, producing(made)),
                        new Gang(name + "-consumer", size, place, consuming(made)));
        scene = now;
        now.producers.start();
        now.consumers.start();
    }

    private Scene<X> scene() {
        return Objects.requireNonNull(scene, "open() comes first");
    }

    @Override
    public final List<Prey> prey() {
        return List.of(scene().producers, scene().consumers);
    }

    @Override
    public final void look() {
        Scene<X> now = scene();
        boolean isAble = now.producers.isAble() && now.consumers.isAble();
        taken = now.consumers.beats();
        stall.look(isAble, taken + now.producers.beats(), System.nanoTime());
        if (!now.exchange.hasNumbersFor(RESERVE)) {
            stop.run();
        }
    }

    @Override
    public final void endLoad() throws InterruptedException {
        Scene<X> now = scene();
        now.exchange.stop();
        now.producers.awaitEnd();
        now.exchange.complete();
        now.consumers.awaitEnd();
        taken = now.consumers.beats();
        int left = now.exchange.left();
        if (left > 0) {
            place.findings().add(Sort.LOST, left + " elements were not taken");
        }
        assess(now.exchange, place.findings());
    }

    @Override
    public final void close() throws InterruptedException {
        Scene<X> now = scene;
        if (now != null) {
            now.producers.end();
            now.consumers.end();
            now.exchange.close();
        }
        allEnded();
    }

    @Override
    public final void judge() throws IOException {
        complaints.tell(place.findings());
        stall.tell("the " + name, place.findings());
    }

    // ---- for those who watch -----------------------------------------------------------------

    @Override
    public final long kills() {
        Scene<X> now = scene;
        return now == null ? 0 : now.producers.kills() + now.consumers.kills();
    }

    @Override
    public final int processes() {
        Scene<X> now = scene;
        return now == null ? 0 : now.producers.size() + now.consumers.size();
    }

    @Override
    public final Map<String, Long> work() {
        Map<String, Long> map = new LinkedHashMap<>();
        report(map, taken);
        map.put(name + "_stall_ms", stall.longestMillis());
        return map;
    }
}
