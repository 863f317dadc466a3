package dev.procession.internal.launch;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Shared memory that a child may have left in the session's directory when it ended: whoever knows
 * what is in it looks at it, in the process that has reaped the child.
 *
 * <p>That is not known here, and a process that has used none itself has loaded nobody who knows.
 * So a class further up is loaded by its name, at the end of a child where there is such memory and
 * not before, and says {@linkplain #lookWith what to do}.
 */
public final class LeftMemory {

    /** What the names of files begin with that are shared memory. */
    public static final String FILES = "memory-";

    /** Registers itself when it is initialized. */
    private static final String PIPES = "dev.procession.connection.Pipes";

    private static final AtomicInteger WANTED = new AtomicInteger();

    private static volatile @Nullable Runnable look;

    private LeftMemory() {}

    /** Has something done after each end of a child where there is such memory; one thing only. */
    public static void lookWith(Runnable action) {
        look = action;
    }

    /** Tells whether a file is memory that stands for itself: one with two numbers does not. */
    static boolean isName(String file) {
        return file.startsWith(FILES) && file.indexOf('-', FILES.length()) < 0;
    }

    /**
     * Has it looked at, by this thread, or by one that does so anyhow and begins anew for this one:
     * when many children end at a time they are not to look all at once.
     */
    static void look() {
        if (WANTED.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = WANTED.get();
            if (!Children.areEnding()) {
                lookOnce();
            }
        } while (!WANTED.compareAndSet(seen, 0));
    }

    private static void lookOnce() {
        try {
            if (look == null) {
                Class.forName(PIPES);
            }
            Runnable action = look;
            if (action != null) {
                action.run();
            }
        } catch (ClassNotFoundException | RuntimeException | Error leftToTheSession) {
            // Whatever it is: nobody would look any more if this look never ended.
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.WARNING,
                            "looking at what a process may have left",
                            leftToTheSession);
        }
    }
}
