package dev.procession.internal.ring;

import dev.procession.QueueCompletedException;
import dev.procession.codec.Source;
import dev.procession.internal.monitor.SimulatedParking;
import dev.procession.internal.shared.Words;
import dev.procession.testing.simulator.Fault;
import dev.procession.testing.simulator.Scenario;
import dev.procession.testing.simulator.SimulatedProcess;
import dev.procession.testing.simulator.Simulation;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One to three processes put numbered elements into a small ring, others take them until the queue
 * is completed, which it is once all who put have ended; two are killed.
 *
 * <p>Holds: no element is torn, or taken twice; those of one who puts come in order; each taker
 * that was killed has lost one at most of those whose put has returned; all who live come to the
 * end.
 */
class QueueScenario implements Scenario {

    private static final int RING_BYTES = QueueLayout.LEAST_RING_BYTES;
    private static final int LONGEST = 25;

    private final Set<Integer> put = new HashSet<>();
    private final Set<Integer> taken = new HashSet<>();
    private final List<SimulatedProcess> takers = new ArrayList<>();
    @Nullable Words words;
    private int putting;

    @Override
    public void prepare(Simulation simulation) {
        RandomGenerator random = simulation.random();
        Words made = simulation.memory((int) QueueLayout.bytes(RING_BYTES));
        QueueLayout.fill(made, RING_BYTES, capacity(random), 10);
        startAt(made, firstIndex(random));
        words = made;
        simulation.watch("put lock", made, QueueLayout.PUT_LOCK_OFFSET, putLockFault());
        simulation.watch("take lock", made, QueueLayout.TAKE_LOCK_OFFSET, takeLockFault());
        simulation.watch("not empty", made, QueueLayout.NOT_EMPTY_OFFSET, Fault.NONE);
        simulation.watch("not full", made, QueueLayout.NOT_FULL_OFFSET, Fault.NONE);
        simulation.watch("tail bytes", made, QueueLayout.TAIL_OFFSET, Fault.NONE);
        simulation.watch("head bytes", made, QueueLayout.HEAD_OFFSET, Fault.NONE);
        made.setInt(QueueLayout.KIND_OFFSET, QueueLayout.KIND);
        putting = random.nextInt(1, 4);
        int producers = putting;
        for (int producer = 0; producer < producers; producer++) {
            startProducer(simulation, producer);
        }
        int consumers = random.nextInt(1, 4);
        for (int i = 0; i < consumers; i++) {
            startConsumer(simulation, i > 0);
        }
    }

    int capacity(RandomGenerator random) {
        return random.nextInt(1, 4);
    }

    /** All numbers that an index is made of begin anew soon after that. */
    long firstIndex(RandomGenerator random) {
        return Index.advanced(0, -random.nextInt(5), -16L * random.nextInt(5));
    }

    private static void startAt(Words made, long index) {
        made.setLong(QueueLayout.TAIL_OFFSET, index);
        made.setLong(QueueLayout.HEAD_OFFSET, index);
        made.setLong(QueueLayout.TAIL_SEEN_OFFSET, index);
        made.setLong(QueueLayout.HEAD_SEEN_OFFSET, index);
    }

    Fault putLockFault() {
        return Fault.NONE;
    }

    Fault takeLockFault() {
        return Fault.NONE;
    }

    RingAccess access(Simulation simulation, SimulatedProcess process) {
        return new RingAccess(ring(), words, process.peers(), new SimulatedParking(simulation));
    }

    Ring ring() {
        try {
            return new Ring(words, 1);
        } catch (InvalidObjectException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void startProducer(Simulation simulation, int producer) {
        SimulatedProcess process = simulation.process();
        RingAccess access = access(simulation, process);
        int count = simulation.random().nextInt(1, 5);
        AtomicBoolean isPutting = new AtomicBoolean(true);
        process.start(() -> {
            for (int number = 0; number < count; number++) {
                int element = producer << 8 | number;
                put(simulation, process, access, payload(element));
                put.add(element);
                doSomethingElse(simulation, process, access);
            }
            endPutting(simulation, isPutting);
        });
        process.afterDeath(() -> endPutting(simulation, isPutting));
    }

    private void endPutting(Simulation simulation, AtomicBoolean isPutting) {
        if (isPutting.getAndSet(false) && --putting == 0) {
            SimulatedProcess closer = simulation.process();
            closer.spare();
            closer.start(() -> complete(access(simulation, closer)));
        }
    }

    private void startConsumer(Simulation simulation, boolean isMortal) {
        SimulatedProcess process = simulation.process();
        takers.add(process);
        if (!isMortal) {
            process.spare();
        }
        RingAccess access = access(simulation, process);
        int[] last = {-1, -1, -1};
        Parcel parcel = new Parcel();
        process.start(() -> {
            while (take(simulation, access, parcel) == Ring.Taken.ONE) {
                receive(simulation, parcel, last);
                doSomethingElse(simulation, process, access);
            }
        });
    }

    private void receive(Simulation simulation, Parcel parcel, int[] last) {
        int element = element(simulation, parcel);
        int producer = element >> 8;
        int number = element & 255;
        simulation.require(taken.add(element), "taken twice: " + Integer.toHexString(element));
        simulation.require(
                number > last[producer],
                "out of order: " + Integer.toHexString(element) + " after " + last[producer]);
        last[producer] = number;
    }

    void put(Simulation simulation, SimulatedProcess process, RingAccess access, byte[] payload) {
        try {
            access.put(payload, payload.length, null, RingAccess.FOR_EVER);
        } catch (InterruptedException | QueueCompletedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Ring.Taken take(Simulation simulation, RingAccess access, Parcel parcel) {
        try {
            return access.take(parcel, RingAccess.FOR_EVER);
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    void complete(RingAccess access) {
        access.complete();
    }

    /** Is done by each after each element. */
    void doSomethingElse(Simulation simulation, SimulatedProcess process, RingAccess access) {}

    /** Two bytes say which it is, and all that follow are computed from that. */
    private static byte[] payload(int element) {
        byte[] payload = new byte[2 + element * 7 % (LONGEST - 2)];
        payload[0] = (byte) (element >> 8);
        for (int i = 1; i < payload.length; i++) {
            payload[i] = (byte) (element * i);
        }
        return payload;
    }

    static int element(Simulation simulation, Parcel parcel) {
        Source source = parcel.source();
        byte[] found = new byte[source.remaining()];
        source.getBytes(found, 0, found.length);
        int element = found.length < 2 ? -1 : found[0] << 8 | found[1] & 255;
        boolean isWhole = element >= 0 && Arrays.equals(found, payload(element));
        simulation.require(isWhole, "torn: " + Arrays.toString(found));
        return element;
    }

    @Override
    public void check(Simulation simulation) {
        Set<Integer> lost = new HashSet<>(put);
        lost.removeAll(taken);
        long dead = takers.stream().filter(each -> !each.isAlive()).count();
        simulation.require(
                lost.size() <= dead, "lost: " + lost + ", while takers have died: " + dead);
    }
}
