package dev.procession.internal.launch;

import dev.procession.internal.util.Times;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The live children of this JVM, and what must be done when it shuts down. */
public final class Children {

    private static final Set<ChildProcess> LIVE = ConcurrentHashMap.newKeySet();
    private static final Deque<Runnable> AT_SHUTDOWN = new ArrayDeque<>();

    private static volatile @Nullable Runnable afterEachEnd;
    private static volatile @Nullable Runnable afterLastEnd;

    private static boolean hooked;
    private static volatile boolean areEnding;

    private Children() {}

    /** Returns the children that have not ended, in no particular order. */
    public static List<ChildProcess> live() {
        return List.copyOf(LIVE);
    }

    /**
     * Finds the secret of a live child, for a handshake with it.
     *
     * @param pid its pid
     * @return the secret, or null if there is no such child
     */
    public static byte @Nullable [] secretOf(long pid) {
        for (ChildProcess each : LIVE) {
            if (each.pid() == pid) {
                return each.secret();
            }
        }
        return null;
    }

    static void add(ChildProcess child) {
        LIVE.add(child);
    }

    static void remove(ChildProcess child) {
        LIVE.remove(child);
        Runnable action = afterLastEnd;
        if (action != null && LIVE.isEmpty()) {
            action.run();
        }
    }

    /** Tells whether there is a child that has not ended. */
    public static boolean areThere() {
        return !LIVE.isEmpty();
    }

    /** Has something short done whenever the last live child has ended; one thing only. */
    public static void onLastEnd(Runnable action) {
        afterLastEnd = action;
    }

    /** Has something done as soon as a child has ended, before it is tidied up; one thing only. */
    public static void onEachEnd(Runnable action) {
        afterEachEnd = action;
    }

    /** Says that a child has ended. */
    static void tellEnd() {
        Runnable action = afterEachEnd;
        if (action != null) {
            action.run();
        }
    }

    /** Has something done at shutdown, after all children were ended; the latest first. */
    public static synchronized void onShutdown(Runnable action) {
        hook();
        AT_SHUTDOWN.push(action);
    }

    /**
     * Makes sure that children are ended when this JVM shuts down, also where this is a child
     * itself and founds no session.
     *
     * @throws IllegalStateException if it shuts down already
     */
    static synchronized void hook() {
        if (!hooked) {
            hooked = true;
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(Children::shutDown, "procession-shutdown"));
        }
    }

    /**
     * Ends children by the ladder SIGTERM, grace, SIGKILL of the tree; the grace is one for all of
     * them. Those that were killed may not be reaped yet.
     *
     * @param children those to end
     * @param grace how long they have to end by themselves
     * @param why they end, for whoever still waits for one of them
     */
    public static void end(Collection<ChildProcess> children, Duration grace, String why) {
        children.forEach(child -> child.terminate(why));
        long deadline = System.nanoTime() + Times.nanos(grace);
        for (ChildProcess child : children) {
            child.endWithin(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    /** Tells whether this JVM ends them because it shuts down. */
    public static boolean areEnding() {
        return areEnding;
    }

    private static void shutDown() {
        areEnding = true;
        List<ChildProcess> children = new ArrayList<>(LIVE);
        end(children, ChildProcess.SHUTDOWN_GRACE, "its parent's JVM shuts down");
        // Dead by now; their reapers tidy up.
        for (ChildProcess child : children) {
            child.endWithin(ChildProcess.SHUTDOWN_GRACE);
        }
        synchronized (Children.class) {
            AT_SHUTDOWN.forEach(Runnable::run);
        }
    }
}
