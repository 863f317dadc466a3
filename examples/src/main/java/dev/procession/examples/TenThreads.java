package dev.procession.examples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Ten threads, each started with an argument of its own. What Python calls {@code enumerate},
 * {@code active_count}, {@code ident} and {@code main_thread} is the JDK's own: a thread has a
 * name, an id and a state, and {@link Thread#getAllStackTraces} knows all that live.
 */
public final class TenThreads {

    private TenThreads() {}

    private static void work(int number, CountDownLatch begun, CountDownLatch go) {
        begun.countDown();
        try {
            go.await();
        } catch (InterruptedException stopped) {
            return;
        }
        var self = Thread.currentThread();
        System.out.println(self.getName() + ", id " + self.threadId() + ": " + number * number);
    }

    private static List<String> alive() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(each -> each.startsWith("square-"))
                .sorted()
                .toList();
    }

    /**
     * Runs the program.
     *
     * @throws InterruptedException if interrupted while the threads work
     */
    public static void main() throws InterruptedException {
        var main = Thread.currentThread();
        System.out.println("this is the thread " + main.getName() + ", id " + main.threadId());
        var begun = new CountDownLatch(10);
        var go = new CountDownLatch(1);
        var all = new ArrayList<Thread>();
        for (var i = 0; i < 10; i++) {
            var number = i;
            all.add(Thread.ofPlatform().name("square-" + i).start(() -> work(number, begun, go)));
        }
        begun.await();
        System.out.println(alive().size() + " threads are at work: " + alive());
        go.countDown();
        for (var each : all) {
            each.join();
        }
        System.out.println(alive().size() + " threads are at work");
    }
}
