package dev.procession.benchmarks.chaos;

import dev.procession.ManagerUnavailableException;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.manager.ManagedHeld;
import dev.procession.memory.SharedLongArray;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A process that uses the objects of a manager until that is dead, or it is told to end. */
final class ManagerClient {

    private static final Duration A_MOMENT = Duration.ofMillis(2);
    private static final int MANY_ELEMENTS = 32;

    private final ManagerScene scene;
    private final ManagerLog log;
    private final int seat;
    private final Random random;
    private final SharedLongArray beats;
    private final LockSection section;

    /** The numbers of the last elements of each seat that this process took. */
    private final long[] last;

    private long stepBegan = System.nanoTime();

    ManagerClient(ManagerScene scene, int seat, long life, int seats, SharedLongArray beats) {
        this.scene = scene;
        this.log = scene.log();
        this.seat = seat;
        this.random = new Random(life << 10 | seat);
        this.beats = beats;
        this.section = new LockSection(scene.words(), seat, life);
        this.last = new long[seats];
    }

    void run() throws Exception {
        log.enters(seat, scene.reign(), scene.elements().begun(seat) + 1);
        try {
            do {
                stepBegan = System.nanoTime();
                step();
                beats.setVolatile(seat, beats.getVolatile(seat) + 1);
            } while (!log.isStopped());
        } catch (ManagerUnavailableException told) {
            requireKilled(told);
        }
    }

    private void step() throws Exception {
        switch (random.nextInt(3)) {
            case 0 -> merge();
            case 1 -> enterSection();
            default -> exchange();
        }
    }

    private void merge() {
        log.add(seat, ManagerLog.MERGES_BEGUN);
        Long value = scene.tally().merge(ManagerScene.KEY, 1L, Long::sum);
        log.add(seat, ManagerLog.MERGES);
        if (value == null || value < log.get(seat, ManagerLog.MERGES)) {
            throw new Complaint(Sort.LOST, "the tally is " + value + ", less than its own merges");
        }
    }

    private void enterSection() throws Exception {
        try (ManagedHeld held = scene.lock().hold(Settings.LOST_AFTER)) {
            if (held.ownerDied()) {
                section.repairAndRun(held::repair);
            } else {
                section.run();
            }
            log.add(seat, ManagerLog.SECTIONS);
        }
    }

    private void exchange() throws InterruptedException {
        if (scene.queue().size() < MANY_ELEMENTS) {
            long number = scene.elements().begins(seat);
            scene.queue().put(Element.make(seat, number, random));
            scene.elements().hasPut(seat, number);
        } else {
            Element element = scene.queue().poll(A_MOMENT);
            if (element != null) {
                scene.elements().took(element, last);
            }
        }
    }

    private void requireKilled(ManagerUnavailableException told) {
        if (!log.isDoomed(scene.reign())) {
            throw new Complaint(
                    Sort.WRONG, "the manager is not there, but nobody killed it: " + told);
        }
        long after = log.told(stepBegan);
        if (after > Settings.STALL_MOST.toNanos()) {
            throw new Complaint(
                    Sort.WRONG,
                    "it was told of the manager's death after "
                            + TimeUnit.NANOSECONDS.toMillis(after)
                            + " ms");
        }
    }
}
