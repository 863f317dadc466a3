package dev.procession.examples;

import dev.procession.manager.ManagedBarrier;
import dev.procession.manager.ManagedCondition;
import dev.procession.manager.ManagedEvent;
import dev.procession.manager.ManagedJoinableQueue;
import dev.procession.manager.ManagedLock;
import dev.procession.manager.ManagedQueue;
import dev.procession.manager.ManagedSemaphore;
import dev.procession.manager.ManagedValue;
import dev.procession.manager.ProcessManager;
import dev.procession.process.JavaProcess;
import java.io.Serializable;
import java.time.Duration;

/**
 * Everything in a manager by which processes wait for each other, once. Who waits for a condition
 * looks again whether it holds when he is woken, which the usual program forgets.
 */
public final class ManagedMeetings {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private ManagedMeetings() {}

    private record Room(
            ManagedLock lock,
            ManagedLock reentrant,
            ManagedSemaphore seats,
            ManagedEvent isTaken,
            ManagedBarrier door,
            ManagedCondition changed,
            ManagedValue<Boolean> isDark,
            ManagedQueue<String> queue,
            ManagedJoinableQueue<String> dishes)
            implements Serializable {

        void visit() throws Exception {
            try (var _ = lock.hold(LIMIT);
                    var _ = reentrant.hold(LIMIT);
                    var _ = reentrant.hold(LIMIT)) { // once more, since it is re-entrant
                seats.acquire();
                isTaken.set();
                door.await();
                seats.release();
            }
            try (var _ = changed.lock().hold(LIMIT)) {
                isDark.set(true);
                changed.signalAll();
            }
            queue.put("good night");
            System.out.println("washed " + dishes.take());
            dishes.taskDone();
        }

        void host() throws Exception {
            isTaken.await();
            System.out.println("lock free: " + lock.tryLock());
            System.out.println("re-entrant lock free: " + reentrant.tryLock());
            System.out.println("seats free: " + seats.availablePermits());
            door.await();
            try (var _ = changed.lock().hold(LIMIT)) {
                while (!isDark.get()) {
                    changed.await();
                }
            }
            System.out.println("dark: " + isDark.get());
            System.out.println("from the queue: " + queue.take());
            dishes.put("cup");
            dishes.join();
            System.out.println("dishes left: " + dishes.size());
        }
    }

    /**
     * Runs the program.
     *
     * @throws Exception if interrupted while it waits
     */
    public static void main() throws Exception {
        try (var manager = ProcessManager.start()) {
            var room =
                    new Room(
                            manager.lock(),
                            manager.reentrantLock(),
                            manager.semaphore(2),
                            manager.event(),
                            manager.barrier(2),
                            manager.condition(),
                            manager.value(false),
                            manager.queue(),
                            manager.joinableQueue());
            try (var visitor = JavaProcess.start(room::visit)) {
                room.host();
                visitor.join();
            }
            try {
                manager.boundedSemaphore(2).release();
            } catch (IllegalStateException tooMany) {
                System.out.println("bounded: " + tooMany.getMessage());
            }
        }
    }
}
