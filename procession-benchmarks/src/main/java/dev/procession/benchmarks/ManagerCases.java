package dev.procession.benchmarks;

import static dev.procession.benchmarks.Case.Sense.LESS_IS_BETTER;
import static dev.procession.benchmarks.Case.Sense.MORE_IS_BETTER;

import dev.procession.manager.ManagedList;
import dev.procession.manager.ManagedLock;
import dev.procession.manager.ManagedMap;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.ProcessManager;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The cases of managed objects. */
final class ManagerCases {

    private static final int KEYS = 1024;

    /** What each processor is to add: one client alone and its manager use one in turn. */
    private static final double MOST_OF_A_PROCESSOR = 0.75;

    private final Scale scale;
    private final BiFunction<String, Integer, Entrant> cpython;

    /**
     * Prepares the cases.
     *
     * @param scale how much is measured
     * @param cpython makes the peer of a case, of which each round is told a size
     */
    ManagerCases(Scale scale, BiFunction<String, Integer, Entrant> cpython) {
        this.scale = scale;
        this.cpython = cpython;
    }

    List<Case> all() {
        return List.of(
                calls(
                        "manager-map",
                        "a value put into a managed map, and got from it",
                        ManagerCases::putAndGet),
                calls("manager-list", "an element added to a managed list", ManagerCases::append),
                calls(
                        "manager-lock",
                        "a managed lock that nobody else wants, locked and unlocked",
                        ManagerCases::lockAndUnlock),
                calls(
                        "manager-queue",
                        "an element put into a managed queue, and taken",
                        ManagerCases::putAndTake),
                batch(),
                crowd());
    }

    private Case calls(
            String name, String meaning, Function<ProcessManager, ManagerCalls.Call> maker) {
        int ours = scale.size(4000, 10);
        return new Case(
                name,
                meaning,
                "us",
                LESS_IS_BETTER,
                Rounds.of(scale, 25, 5, 100, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new ManagerCalls(maker, ours)),
                        cpython.apply(name, scale.size(2000, 10))),
                Target.ratioAtMost(Entrant.CPYTHON, 0.5),
                List.of());
    }

    private Case batch() {
        int ours = scale.size(20_000, 10);
        return new Case(
                "manager-batch",
                "values put into a managed map, each; ours in batches, cpython one after the other",
                "us",
                LESS_IS_BETTER,
                Rounds.of(scale, 25, 5, 100, 1000),
                List.of(
                        new Entrant(Entrant.OURS, () -> new ManagerBatches(ours)),
                        cpython.apply("manager-batch", scale.size(4000, 10))),
                Target.ratioAtMost(Entrant.CPYTHON, 0.1),
                List.of());
    }

    private Case crowd() {
        int ours = scale.size(4000, 2);
        int processors = Runtime.getRuntime().availableProcessors();
        return new Case(
                "manager-32",
                "rate of calls of 32 clients at once, divided by that of one; ours: threads of 4"
                        + " processes, cpython: processes",
                "x",
                MORE_IS_BETTER,
                Rounds.of(scale, 10, 5, 20, 1500),
                List.of(
                        new Entrant(Entrant.OURS, () -> new ManagerCrowd(4, 8, ours)),
                        cpython.apply("manager-32", scale.size(200, 2))),
                Target.valueAtLeast(MOST_OF_A_PROCESSOR * processors),
                List.of());
    }

    private static ManagerCalls.Call putAndGet(ProcessManager manager) {
        ManagedMap<Integer, Integer> map = manager.map();
        return number -> {
            map.put(number % KEYS, number);
            requireSame(number, map.get(number % KEYS));
        };
    }

    private static ManagerCalls.Call append(ProcessManager manager) {
        ManagedList<Integer> list = manager.list();
        return list::add;
    }

    @SuppressWarnings("LockNotBeforeTry") // nothing can go wrong in between
    private static ManagerCalls.Call lockAndUnlock(ProcessManager manager) {
        ManagedLock lock = manager.lock();
        return number -> {
            lock.lock();
            lock.unlock();
        };
    }

    private static ManagerCalls.Call putAndTake(ProcessManager manager) {
        ManagedQueue<Integer> queue = manager.queue();
        return number -> {
            queue.put(number);
            requireSame(number, queue.take());
        };
    }

    private static void requireSame(Integer put, @Nullable Integer got) {
        if (!put.equals(got)) {
            throw new IllegalStateException("put " + put + ", got " + got);
        }
    }
}
