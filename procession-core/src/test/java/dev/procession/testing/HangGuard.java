package dev.procession.testing;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Ends the tests, with the stacks of all threads, when one of them takes beyond all measure.
 *
 * <p>JUnit interrupts a test that takes too long, and then waits for it: a test that waits for a
 * lock that nobody gives back would have everybody wait for ever.
 */
public final class HangGuard implements BeforeEachCallback, AfterEachCallback {

    /** Five times as long as JUnit gives a test. */
    private static final Duration LIMIT = Await.scaled(Duration.ofMinutes(5));

    private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    /** By its name when a test began. */
    private static final Map<String, Long> RUNNING = new ConcurrentHashMap<>();

    static {
        // The name is one that may be left over.
        Thread.ofPlatform().daemon().name("junit-hang-guard").start(HangGuard::watch);
    }

    private static void watch() {
        while (true) {
            LockSupport.parkNanos(LOOK_NANOS);
            long now = System.nanoTime();
            RUNNING.forEach((test, began) -> {
                if (now - began > LIMIT.toNanos()) {
                    System.err.println("HUNG: " + test + Await.stacks() + "\n");
                    Runtime.getRuntime().halt(1);
                }
            });
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        RUNNING.put(context.getUniqueId(), System.nanoTime());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        RUNNING.remove(context.getUniqueId());
    }
}
