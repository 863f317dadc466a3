package dev.procession.examples;

import dev.procession.memory.SharedLong;
import dev.procession.process.JavaProcess;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

/**
 * A child whose function starts threads and returns. The child ends when they have ended, like any
 * Java program, and not while they are in the middle of their work. It does not wait for threads
 * that are daemons, as all virtual ones are.
 */
public final class ChildWithThreads {

    private ChildWithThreads() {}

    private static void startThreads(SharedLong total) {
        var isOver = new CountDownLatch(1);
        Thread.ofPlatform().start(() -> add(LongStream.rangeClosed(1, 50), total, isOver));
        Thread.ofPlatform().start(() -> add(LongStream.rangeClosed(51, 100), total, isOver));
        var never = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> add(LongStream.empty(), total, never));
        System.out.println("the function returns, the total is " + total.get());
        isOver.countDown(); // not sooner, or the threads might be done before it returns
    }

    private static void add(LongStream numbers, SharedLong total, CountDownLatch start) {
        try {
            start.await();
            total.addAndGet(numbers.sum());
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while it waits
     */
    public static void main() throws InterruptedException {
        try (var total = SharedLong.create();
                var child = JavaProcess.start(ChildWithThreads::startThreads, total)) {
            child.join();
            System.out.println("the child " + child.exitStatus() + ", the total is " + total.get());
        }
    }
}
