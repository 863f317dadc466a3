package dev.procession.testing.simulator;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One history: what threads of several processes do, step by step, in an order that a seed decides.
 *
 * <p>A step is an access to shared words, a look at the table of processes, or a call of the
 * kernel. Before each, any other thread may go on, be woken for no reason, be interrupted, or its
 * process be killed, or stopped until much later. Nothing takes time but sleeping: only when all
 * sleep, the clock goes on to the end of a slice. What that wastes is counted: without a death
 * there is no reason for it, and after one it is bounded. While somebody is stopped it is not
 * counted, since others may have to wait for him.
 *
 * <p>All are sequentially consistent here: what the hardware reorders is not seen.
 */
public final class Simulation {

    private static final int MOST_STEPS = 50_000;
    private static @Nullable Simulation current;

    private final Scenario scenario;
    private final RandomGenerator random;
    private final Trace trace;
    private final List<SimulatedThread> awake = new ArrayList<>();
    private final List<SimulatedThread> asleep = new ArrayList<>();
    private final Map<Integer, SimulatedProcess> tenants = new HashMap<>();
    private final Map<Integer, SimulatedProcess> probes = new HashMap<>();
    private final double death;
    private final double disturbance;
    private final double persistence;
    private final List<SimulatedProcess> stopped = new ArrayList<>();
    private final double stop;
    private final double resumption;
    private @Nullable SimulatedThread running;
    private @Nullable SimulatedThread last;
    private int steps;
    private int deaths;
    private int stops;

    /** In slices, as are the next two. */
    private double clock;

    private double wasted;
    private double allowed;

    Simulation(Scenario scenario, long seed, boolean isTraced) {
        this.scenario = scenario;
        this.random = new SplittableRandom(seed);
        this.trace = new Trace(isTraced);
        this.death = oneOf(0, 0.005, 0.02, 0.1);
        this.disturbance = oneOf(0, 0, 0.01, 0.1);
        this.persistence = oneOf(0, 0.5, 0.9);
        boolean isStopping = scenario.mostStops() > 0;
        this.stop = isStopping ? oneOf(0.005, 0.02, 0.1) : 0;
        this.resumption = isStopping ? oneOf(0.003, 0.03) : 0;
    }

    private double oneOf(double... values) {
        return values[random.nextInt(values.length)];
    }

    // ---- for scenarios -----------------------------------------------------------------------

    /** Decides what is left to chance. */
    public RandomGenerator random() {
        return random;
    }

    /** Returns words of shared memory, all zeros. */
    public Words memory(int bytes) {
        return new Words(MemorySegment.ofArray(new long[(bytes + 7) / 8]));
    }

    /** Has a history tell of each change of an int; and plants a fault there, if there is one. */
    public void watch(String name, Words words, long offset, Fault fault) {
        trace.watch(name, words, offset, fault);
    }

    /** Starts a process in the next slot. */
    public SimulatedProcess process() {
        return settle(tenants.size() + 1, 1);
    }

    /** Starts a process in the slot of one that is dead. */
    public SimulatedProcess successor(SimulatedProcess dead) {
        int number = dead.number();
        return settle(Peers.slot(number), (number >>> Peers.SLOT_BITS) + 1);
    }

    private SimulatedProcess settle(int slot, int generation) {
        SimulatedProcess process =
                new SimulatedProcess(this, (generation << Peers.SLOT_BITS) | slot);
        tenants.put(slot, process);
        return process;
    }

    /** Fails, with the history. */
    public void require(boolean holds, String what) {
        if (!holds) {
            throw new Violation(what);
        }
    }

    /** Says from where and until where the running thread can be interrupted. */
    public void setInterruptible(boolean value) {
        running().isInterruptible = value;
    }

    /** Returns how many processes were killed. */
    public int deaths() {
        return deaths;
    }

    int stops() {
        return stops;
    }

    /** Returns the process that the running thread belongs to. */
    public SimulatedProcess self() {
        return running().process;
    }

    // ---- for what is simulated ---------------------------------------------------------------

    void add(SimulatedThread thread) {
        awake.add(thread);
    }

    private SimulatedThread running() {
        SimulatedThread thread = running;
        if (thread == null) {
            throw new IllegalStateException("no thread of the simulation runs");
        }
        return thread;
    }

    /** Is a step of the thread that runs; nothing outside of a history. */
    public static void pause() {
        if (current != null && current.running != null) {
            Coroutine.suspend();
        }
    }

    /** Sleeps as the kernel does: the word is compared and the thread lies down in one step. */
    public void sleep(Words words, long offset, int expected, boolean isBrief) {
        pause();
        SimulatedThread thread = running();
        if (Trace.value(words, offset) != expected || Thread.currentThread().isInterrupted()) {
            return;
        }
        thread.words = words;
        thread.offset = offset;
        thread.isBrief = isBrief;
        thread.end = clock + (1 - random.nextDouble() / 4);
        awake.remove(thread);
        asleep.add(thread);
        trace.tell(thread, "sleeps");
        pause();
    }

    /** Wakes as the kernel does, whichever. */
    public int wake(Words words, long offset, int most) {
        pause();
        List<SimulatedThread> there = new ArrayList<>(asleep);
        there.removeIf(each -> !each.sleepsAt(words, offset));
        int woken = 0;
        while (woken < most && !there.isEmpty()) {
            SimulatedThread next = there.remove(random.nextInt(there.size()));
            trace.tell(running(), "wakes " + next);
            wake(next);
            woken++;
        }
        return woken;
    }

    private void wake(SimulatedThread thread) {
        thread.words = null;
        asleep.remove(thread);
        awake.add(thread);
    }

    /** Returns who has a slot, dead or alive. */
    public SimulatedProcess tenant(int slot) {
        SimulatedProcess tenant = tenants.get(slot);
        require(tenant != null, "a number that nobody has: slot=" + slot);
        return tenant;
    }

    boolean isProbed(int slot) {
        return probes.containsKey(slot);
    }

    void probe(int slot, @Nullable SimulatedProcess by) {
        if (by == null) {
            probes.remove(slot);
        } else {
            probes.put(slot, by);
        }
    }

    // ---- the history -------------------------------------------------------------------------

    /** Runs it until all have ended; throws {@link Violation}. */
    void run() {
        current = this;
        try {
            scenario.prepare(this);
            while (!awake.isEmpty() || !asleep.isEmpty()) {
                disturb();
                List<SimulatedThread> runnable = runnable();
                if (!runnable.isEmpty()) {
                    step(runnable);
                } else if (!stopped.isEmpty() && (asleep.isEmpty() || random.nextBoolean())) {
                    resumeOne();
                } else if (!asleep.isEmpty()) {
                    passTime();
                }
            }
            scenario.check(this);
        } finally {
            current = null;
        }
    }

    private List<SimulatedThread> runnable() {
        return stopped.isEmpty()
                ? awake
                : awake.stream().filter(each -> !each.process.isStopped()).toList();
    }

    private void passTime() {
        SimulatedThread first = asleep.getFirst();
        for (SimulatedThread each : asleep) {
            if (each.isBrief) {
                wake(each);
                return;
            }
            first = each.end < first.end ? each : first;
        }
        wasted += stopped.isEmpty() ? first.end - clock : 0;
        clock = first.end;
        trace.tell(first, "has slept long enough, at " + clock);
        require(
                wasted <= allowed,
                deaths == 0
                        ? "a wake-up was lost: all sleep, and nobody has died"
                        : "too long after a death: slices=" + wasted + ", allowed=" + allowed);
        wake(first);
    }

    private void step(List<SimulatedThread> runnable) {
        SimulatedThread next = next(runnable);
        require(++steps <= MOST_STEPS, "it goes on for ever: steps=" + steps);
        running = next;
        boolean isOver;
        try {
            isOver = !next.resume();
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new Violation("thrown: " + thrown);
        } finally {
            running = null;
            trace.look(next);
        }
        if (isOver) {
            awake.remove(next);
        }
    }

    private SimulatedThread next(List<SimulatedThread> runnable) {
        boolean goesOn = random.nextDouble() < persistence && runnable.contains(last);
        SimulatedThread next =
                goesOn && last != null ? last : runnable.get(random.nextInt(runnable.size()));
        last = next;
        return next;
    }

    private void disturb() {
        if (random.nextDouble() < death && deaths < scenario.mostDeaths()) {
            killOne();
        }
        if (stop > 0) {
            stopOrResume();
        }
        if (random.nextDouble() < disturbance) {
            if (random.nextBoolean() && !asleep.isEmpty()) {
                SimulatedThread chosen = asleep.get(random.nextInt(asleep.size()));
                trace.tell(chosen, "wakes for no reason");
                wake(chosen);
            } else {
                interruptOne();
            }
        }
    }

    private void stopOrResume() {
        if (stops < scenario.mostStops() && random.nextDouble() < stop) {
            stopOne();
        }
        if (!stopped.isEmpty() && random.nextDouble() < resumption) {
            resumeOne();
        }
    }

    /** As by SIGSTOP: it does nothing, while its sleeps end and others see that it lives. */
    private void stopOne() {
        List<SimulatedProcess> going = new ArrayList<>(tenants.values());
        going.removeIf(each -> !each.isAlive() || each.isStopped());
        if (!going.isEmpty()) {
            SimulatedProcess chosen = going.get(random.nextInt(going.size()));
            stops++;
            trace.tell(chosen, "is stopped");
            stopped.add(chosen);
            chosen.setStopped(true);
        }
    }

    private void resumeOne() {
        SimulatedProcess chosen = stopped.remove(random.nextInt(stopped.size()));
        trace.tell(chosen, "is resumed");
        chosen.setStopped(false);
    }

    private void interruptOne() {
        List<SimulatedThread> all = new ArrayList<>(awake);
        all.addAll(asleep);
        SimulatedThread chosen = all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        if (chosen != null && chosen.isInterruptible) {
            trace.tell(chosen, "is interrupted");
            chosen.isInterrupted = true;
            if (chosen.isAsleep()) {
                wake(chosen);
            }
        }
    }

    private void killOne() {
        List<SimulatedProcess> mortal = new ArrayList<>(tenants.values());
        mortal.removeIf(each -> !each.isMortal());
        if (mortal.isEmpty()) {
            return;
        }
        SimulatedProcess victim = mortal.get(random.nextInt(mortal.size()));
        deaths++;
        allowed += scenario.slicesForDeath();
        trace.tell(victim, "is killed");
        awake.removeIf(each -> each.process == victim);
        asleep.removeIf(each -> each.process == victim);
        probes.values().removeIf(each -> each == victim);
        stopped.remove(victim);
        victim.die();
    }

    /** Slices that went by in vain. */
    double wasted() {
        return wasted;
    }

    int steps() {
        return steps;
    }

    Trace trace() {
        return trace;
    }
}
