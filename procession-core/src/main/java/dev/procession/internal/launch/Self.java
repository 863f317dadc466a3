package dev.procession.internal.launch;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Who this process is within its session. */
public final class Self {

    private static final AtomicInteger CHILDREN = new AtomicInteger();

    private static volatile String name = "MainProcess";
    private static volatile @Nullable String parentName;
    private static volatile long parentPid;

    /** Whether a program of ours has started this process, be it its parent now or not. */
    private static volatile boolean isStarted;

    /** Compared by the thread that wrote it, so it need not be volatile. */
    private static @Nullable Thread decoding;

    private Self() {}

    static void become(String ownName, String nameOfParent, long pidOfParent) {
        name = ownName;
        parentPid = pidOfParent;
        parentName = nameOfParent;
        isStarted = true;
    }

    /** Makes this process, which was started by one that it may outlive, a root. */
    public static void becomeRoot(String ownName) {
        name = ownName;
        isStarted = true;
    }

    /** Returns the name of this process; {@code MainProcess} for a root. */
    public static String name() {
        return name;
    }

    /** Returns the name of the parent, or null in a root. */
    public static @Nullable String parentName() {
        return parentName;
    }

    /** Returns the pid of the parent that started this process; 0 in a root. */
    public static long parentPid() {
        return parentPid;
    }

    /**
     * Returns the next default name of a child: {@code Process-1}, or {@code Process-1:1} below it.
     */
    public static String nextChildName() {
        int number = CHILDREN.incrementAndGet();
        return parentName == null ? "Process-" + number : name + ":" + number;
    }

    /** Says that this thread begins or ends decoding work; see {@link #refuseWhileDecoding}. */
    public static void decoding(boolean begins) {
        decoding = begins ? Thread.currentThread() : null;
    }

    /**
     * Refuses to start a process while a child decodes its work or runs a static initializer.
     *
     * <p>Decoding a lambda initializes its class in the child. A class whose initializer starts a
     * process or a pool would start itself again and again.
     *
     * @param what what was about to be started
     * @throws IllegalStateException if that is the case
     */
    public static void refuseWhileDecoding(String what) {
        if (!isStarted) {
            return;
        }
        if (decoding == Thread.currentThread() || isInStaticInitializer()) {
            throw new IllegalStateException(
                    "["
                            + name
                            + "] "
                            + what
                            + " must not be started by a static initializer in a child process,"
                            + " since every child would start further ones: start it in main, or"
                            + " lazily in a method");
        }
    }

    private static boolean isInStaticInitializer() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getMethodName().equals("<clinit>")));
    }
}
