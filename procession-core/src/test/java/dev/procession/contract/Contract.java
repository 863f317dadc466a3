package dev.procession.contract;

import dev.procession.TaskCallable;
import dev.procession.testing.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * What holds for shared objects whoever uses them, and wherever they are kept: a suite for each
 * kind of object, with the semantics that CPython's tests of it ask for.
 *
 * <p>A suite is written against the JDK's interface where there is one, and gets its objects from a
 * method of its own; so the objects may lie in shared memory, see {@link InSharedMemory}, or be
 * anything else that travels. A test class implements some suites and says who the parties are.
 *
 * <p>What a party does must not use {@code this}, which cannot travel.
 */
public interface Contract {

    /** For what a healthy run has at once. */
    Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** For what never comes. */
    Duration SHORT = Duration.ofMillis(20);

    /** Who uses the objects. */
    Parties parties();

    /** Has so many parties do the same. */
    default <T> List<Future<T>> start(int count, TaskCallable<T> work) {
        return Stream.generate(() -> parties().start(work)).limit(count).toList();
    }

    /** What one has done. */
    static <T> T get(Future<T> party) throws Exception {
        try {
            return party.get(LONG.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException hung) {
            throw new AssertionError("a party does not end" + Await.stacks(), hung);
        }
    }

    /** What all have done. */
    static <T> List<T> all(List<Future<T>> parties) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> each : parties) {
            results.add(get(each));
        }
        return results;
    }
}
