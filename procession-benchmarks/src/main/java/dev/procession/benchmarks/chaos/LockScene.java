package dev.procession.benchmarks.chaos;

import dev.procession.TaskAction;
import dev.procession.memory.SharedLongArray;
import dev.procession.sync.Held;
import dev.procession.sync.ProcessLock;
import java.io.Serializable;

/**
 * A lock, and what it protects.
 *
 * @param lock the lock
 * @param words see {@link LockSection}
 * @param complaints where processes complain
 */
record LockScene(ProcessLock lock, SharedLongArray words, Complaints complaints)
        implements Serializable, AutoCloseable {

    static LockScene open(int seats, Complaints complaints) {
        return new LockScene(
                ProcessLock.createNonReentrant("chaos"),
                SharedLongArray.create(LockSection.DOOMED + seats),
                complaints);
    }

    /** Returns the work of a process. */
    TaskAction work(int seat, long life, SharedLongArray beats) {
        return () ->
                complaints.watch(
                        "lock-" + seat + ", life " + life, () -> repeat(seat, life, beats));
    }

    private void repeat(int seat, long life, SharedLongArray beats) throws Exception {
        LockSection section = new LockSection(words, seat, life);
        do {
            try (Held held = lock.hold(Settings.LOST_AFTER)) {
                if (held.ownerDied()) {
                    section.repairAndRun(held::repair);
                } else {
                    section.run();
                }
            }
            beats.setVolatile(seat, beats.getVolatile(seat) + 1);
        } while (words.getVolatile(LockSection.STOP) == 0);
    }

    @Override
    public void close() {
        lock.close();
        words.close();
    }
}
