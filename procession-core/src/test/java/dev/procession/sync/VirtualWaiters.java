package dev.procession.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** A thousand virtual threads that wait, and one that does not, where there are two carriers. */
final class VirtualWaiters {

    private static final int COUNT = 1000;

    private VirtualWaiters() {}

    public static void main(String[] arguments) throws Exception {
        List<ProcessSemaphore> semaphores =
                Stream.generate(() -> ProcessSemaphore.create(0)).limit(COUNT).toList();
        var there = new CountDownLatch(COUNT);
        List<Thread> waiting = new ArrayList<>();
        for (ProcessSemaphore each : semaphores) {
            waiting.add(
                    Thread.startVirtualThread(() -> {
                        there.countDown();
                        each.acquireUninterruptibly();
                    }));
        }
        there.await();
        System.out.println("all there");
        Thread.ofVirtual().start(VirtualWaiters::work).join();
        System.out.println("worked, waiting " + alive(waiting));
        semaphores.forEach(ProcessSemaphore::release);
        for (Thread each : waiting) {
            each.join();
        }
        System.out.println("ended, waiting " + alive(waiting));
        semaphores.forEach(ProcessSemaphore::close);
    }

    private static void work() {
        for (int turn = 0; turn < 100; turn++) {
            Thread.yield();
        }
    }

    private static long alive(List<Thread> threads) {
        return threads.stream().filter(Thread::isAlive).count();
    }
}
