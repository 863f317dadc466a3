package dev.procession.pool;

import dev.procession.ProcessOptions;
import dev.procession.internal.channel.Spinner;
import dev.procession.internal.launch.ChosenOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * One budget for all pools of a JVM: how many workers a pool has and how large they are, as far as its
 * options leave that open. PoolOptions tells users the rule; here are the reasons.
 *
 * Workers: as many as there are processors, also for a second pool, because the kernel shares the
 * processors between those that have work. Fewer where memory is short: one more worker would then only
 * make all of them die.
 *
 * Processors of each worker: those of the machine by the workers of all open pools. A task that uses a
 * parallel stream, and the JVM's own threads, would otherwise be there once for each processor and
 * worker. A pool within a worker thereby has its share, too.
 *
 * Heap of each worker: of the memory that this JVM's own heap and the pools before have left, a pool
 * takes half, so that one that opens later has something, and the files and commands of tasks. It keeps
 * that until it ends. A limit is no use: what pools take by explicit limits counts as half of what is
 * left, too, at most. Not more than a quarter of the memory, which the JVM would take by itself; and
 * below 31 GiB, from where on references are longer and the cache of start-up does not fit.
 *
 * It is only warned where it is certain that something dies: if all workers, at their smallest, need
 * more memory than there is.
 */
final class Budget {

    /** With less a JVM does little. */
    static final long LEAST_HEAP = 64L << 20;

    /** What a JVM takes beside its heap: classes, compiled code, threads. */
    static final long BESIDE_HEAP = 64L << 20;

    private static final long MOST_HEAP = 30L << 30;
    private static final int HEAPS_IN_MEMORY = 4;
    private static final int MEBI_SHIFT = 20;

    private static final Budget OF_THIS_JVM = new Budget(null);

    private final @Nullable Machine fixed;
    private final Set<Share> shares = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Of a machine that does not change, or of this one as each pool finds it. */
    Budget(@Nullable Machine fixed) {
        this.fixed = fixed;
    }

    static Budget ofThisJvm() {
        return OF_THIS_JVM;
    }

    static String mebibytes(long bytes) {
        return (bytes >> MEBI_SHIFT) + " MiB";
    }

    /** Decides for a pool that opens. */
    synchronized Share open(PoolOptions options) {
        Share share = decide(fixed != null ? fixed : Machine.look(), options);
        shares.add(share);
        return share;
    }

    synchronized void takeBack(Share share) {
        shares.remove(share);
    }

    private Share decide(Machine there, PoolOptions options) {
        ChosenOptions chosen = ChosenOptions.of(options.process());
        OptionalLong asked = options.process().maxHeapBytes();
        long smallest = Math.min(asked.orElse(LEAST_HEAP), LEAST_HEAP) + BESIDE_HEAP;
        long needed = 0;
        long promised = 0;
        int others = 0;
        for (Share share : shares) {
            needed += share.needed();
            promised += share.promised();
            others += share.sizing().workers();
        }
        long fit = (there.free() - needed) / smallest;
        int workers =
                options.hasWorkers() ? options.workers() : Math.clamp(fit, 1, there.processors());
        int said = chosen.processors();
        int processors = said > 0 ? said : Math.max(1, there.processors() / (others + workers));
        long left = Math.max(0, there.shared() - promised);
        OptionalLong heap = heap(there, chosen, asked, left / 2 / workers);
        String collector = chosen.collector();
        PoolSizing sizing =
                new PoolSizing(
                        workers,
                        processors,
                        heap,
                        collector == null ? "Serial" : collector,
                        reason(there, others + workers, promised, asked.isPresent()));
        return new Share(
                this,
                options.sized(workers, process(options.process(), there, sizing, said > 0)),
                sizing,
                promise(heap, left / 2, workers),
                workers * smallest,
                options.hasWorkers() && workers > fit
                        ? warning(there, workers, smallest, needed)
                        : null);
    }

    /** What the workers take if all their heaps are full, but no more than the pool's part. */
    private static long promise(OptionalLong heap, long part, int workers) {
        boolean fits = heap.isPresent() && heap.getAsLong() < part / workers - BESIDE_HEAP;
        return fits ? workers * (heap.getAsLong() + BESIDE_HEAP) : part;
    }

    private static OptionalLong heap(
            Machine there, ChosenOptions chosen, OptionalLong asked, long part) {
        if (asked.isPresent() || chosen.sizeHeap() || there.memory().isEmpty()) {
            return asked;
        }
        long most = Math.min(there.memory().getAsLong() / HEAPS_IN_MEMORY, MOST_HEAP);
        long bytes = Math.clamp(part - BESIDE_HEAP, LEAST_HEAP, Math.max(LEAST_HEAP, most));
        return OptionalLong.of(bytes >> MEBI_SHIFT << MEBI_SHIFT);
    }

    /** The options of a worker's process with what was decided; what users chose comes last. */
    private static ProcessOptions process(
            ProcessOptions process, Machine there, PoolSizing sizing, boolean saysProcessors) {
        ProcessOptions sized = process;
        if (!saysProcessors && sizing.processors() != there.processors()) {
            List<String> all = new ArrayList<>();
            all.add(ChosenOptions.forProcessors(sizing.processors()));
            int ofMachine = Integer.getInteger(Spinner.PROCESSORS, there.processors());
            all.add("-D" + Spinner.PROCESSORS + "=" + ofMachine);
            all.addAll(ChosenOptions.withoutLimit(process));
            sized = sized.withJvmOptions(all.toArray(String[]::new));
        }
        OptionalLong heap = sizing.maxHeapBytes();
        return heap.isPresent() ? sized.withMaxHeap(Long.toString(heap.getAsLong())) : sized;
    }

    private static String reason(Machine there, int workers, long promised, boolean isHeapAsked) {
        String processors = there.processors() + " processors for " + workers + " workers";
        if (there.memory().isEmpty()) {
            return processors + "; how much memory there is is not known";
        }
        return processors
                + "; "
                + mebibytes(there.memory().getAsLong())
                + " of memory, "
                + mebibytes(there.shared())
                + " of it for workers, "
                + mebibytes(promised)
                + " of that for those of other pools"
                + (isHeapAsked ? "; the heap is as asked for" : "");
    }

    private static String warning(Machine there, int workers, long smallest, long neededByOthers) {
        return "its workers need more memory than there is: workers="
                + workers
                + ", each at least "
                + mebibytes(smallest)
                + ", those of other pools "
                + mebibytes(neededByOthers)
                + ", there is "
                + mebibytes(there.free())
                + " beside this process's own heap of "
                + mebibytes(there.ownHeap())
                + "; give the pool fewer workers, or this process a smaller -Xmx";
    }
}
