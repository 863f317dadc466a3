package dev.procession.internal.ring;

import dev.procession.internal.monitor.LockWord;
import dev.procession.internal.monitor.LockWord.Result;
import dev.procession.internal.monitor.Peers;
import dev.procession.internal.monitor.SimulatedParking;
import dev.procession.internal.shared.Words;
import dev.procession.testing.History;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * As {@link QueueScenario}, with all operations of a queue, and with a table of numbers that a lock
 * protects: processes are killed, and stopped for a long while, wherever they are.
 *
 * <p>Holds besides: one at a time has the lock; the histories of the queue and of the table are
 * linearizable, those of the dead included.
 */
class SoakScenario extends QueueScenario {

    private static final int LOCK = 0;
    private static final int[] NUMBERS = {8, 16};

    private final History<QueueModel> ofQueue = new History<>();
    private final History<List<Integer>> ofTable = new History<>();
    private @Nullable Words table;
    private @Nullable SimulatedProcess inside;
    private int capacity;

    @Override
    public double slicesForDeath() {
        return 3;
    }

    @Override
    public int mostStops() {
        return 3;
    }

    @Override
    public void prepare(Simulation simulation) {
        Words made = simulation.memory(24);
        table = made;
        simulation.watch("lock of the table", made, LOCK, tableLockFault());
        super.prepare(simulation);
    }

    Fault tableLockFault() {
        return Fault.NONE;
    }

    @Override
    int capacity(RandomGenerator random) {
        capacity = super.capacity(random);
        return capacity;
    }

    // ---- the queue ---------------------------------------------------------------------------

    @Override
    void put(Simulation simulation, SimulatedProcess process, RingAccess access, byte[] payload) {
        int element = payload[0] << 8 | payload[1] & 255;
        if (simulation.random().nextBoolean()) {
            var offer = ofQueue.begin("offer " + element, QueueModel.put(element));
            if (access.putNow(payload, payload.length, null)) {
                offer.end("", QueueModel.put(element));
                return;
            }
            offer.end(": no room", QueueModel.foundNoRoom());
        }
        var put = ofQueue.begin("put " + element, QueueModel.put(element));
        super.put(simulation, process, access, payload);
        put.end("", QueueModel.put(element));
    }

    @Override
    Ring.Taken take(Simulation simulation, RingAccess access, Parcel parcel) {
        if (simulation.random().nextBoolean()) {
            var poll = ofQueue.begin("poll", QueueModel.tookSomething());
            Ring.Taken taken = poll(access, parcel);
            end(poll, taken, simulation, parcel);
            if (taken != Ring.Taken.NOT_NOW) {
                return taken;
            }
        }
        var take = ofQueue.begin("take", QueueModel.tookSomething());
        Ring.Taken taken = super.take(simulation, access, parcel);
        end(take, taken, simulation, parcel);
        return taken;
    }

    Ring.Taken poll(RingAccess access, Parcel parcel) {
        return access.takeNow(parcel);
    }

    private static void end(
            History<QueueModel>.Operation operation,
            Ring.Taken taken,
            Simulation simulation,
            Parcel parcel) {
        switch (taken) {
            case ONE -> {
                int element = element(simulation, parcel);
                operation.end(": " + element, QueueModel.took(element));
            }
            case NOT_NOW -> operation.end(": nothing", QueueModel.foundNothing());
            case ENDED -> operation.end(": the end", QueueModel.foundTheEnd());
        }
    }

    @Override
    void complete(RingAccess access) {
        var complete = ofQueue.begin("complete", QueueModel.completed());
        super.complete(access);
        complete.end("", QueueModel.completed());
    }

    private void count() {
        var count = ofQueue.begin("size", queue -> queue);
        int size = size();
        count.end(": " + size, QueueModel.counted(size));
    }

    int size() {
        return ring().size();
    }

    // ---- the table ---------------------------------------------------------------------------

    @Override
    void doSomethingElse(Simulation simulation, SimulatedProcess process, RingAccess access) {
        switch (simulation.random().nextInt(4)) {
            case 0 -> count();
            case 1 -> add(simulation, process, simulation.random().nextInt(NUMBERS.length));
            default -> {
                // The next element at once.
            }
        }
    }

    Peers peers(Simulation simulation, SimulatedProcess process) {
        return process.peers();
    }

    private void add(Simulation simulation, SimulatedProcess process, int which) {
        LockWord lock =
                new LockWord(
                        table, LOCK, peers(simulation, process), new SimulatedParking(simulation));
        var add = ofTable.begin("add to " + which, numbers -> plusOne(numbers, which));
        Result had = lock.lock();
        simulation.require(
                inside == null || !inside.isAlive(), "two have it: " + inside + ", " + process);
        simulation.require(
                had == Result.LOCKED ? inside == null : simulation.deaths() > 0,
                "had as " + had + " after " + inside);
        inside = process;
        int sum = table.getIntPlain(NUMBERS[which]) + 1;
        table.setIntPlain(NUMBERS[which], sum);
        simulation.require(inside == process, "it was taken away from " + process);
        inside = null;
        lock.unlock();
        add.end(
                ": " + sum,
                numbers -> numbers.get(which) == sum - 1 ? plusOne(numbers, which) : null);
    }

    private static List<Integer> plusOne(List<Integer> numbers, int which) {
        Integer[] after = numbers.toArray(Integer[]::new);
        after[which]++;
        return Arrays.asList(after);
    }

    // ---- the end -----------------------------------------------------------------------------

    @Override
    public void check(Simulation simulation) {
        super.check(simulation);
        simulation.require(
                ofQueue.isLinearizable(QueueModel.empty(capacity)),
                "the queue's history is not linearizable: capacity=" + capacity + ofQueue);
        simulation.require(
                ofTable.isLinearizable(List.of(0, 0)),
                "the table's history is not linearizable:" + ofTable);
    }
}
