package dev.procession.process;

import dev.procession.ExitStatus;
import dev.procession.TaskAction;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Departures;
import dev.procession.codec.Sink;
import dev.procession.internal.code.CodeBase;
import dev.procession.internal.launch.ForkedChild;
import dev.procession.internal.launch.Self;
import dev.procession.internal.util.Abroad;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A process that begins with a copy of what this one has at this moment, as far as it is named, and
 * then goes its own way: what {@code fork} is for.
 *
 * {@snippet :
 * static int count = 7;
 *
 * String word = "copied";
 * var child = ForkedProcess.fork(StaticFields.of(Main.class, "count"), () -> {
 *     count++;                                                    // 8, and 7 in the parent
 *     System.out.println("child " + word + ", parent " + ProcessHandle.current().parent());
 *     ForkedProcess.exitNow(0);
 * });
 * System.out.println("parent of " + child.pid());
 * }
 *
 * <p>A JVM cannot be copied while it runs, since only the thread that asks would be in the copy. So
 * the child is a fresh JVM, which has what the body captures, and the static fields that are
 * listed, and nothing else: no thread, open file, socket or lock of this one, and no other object.
 * {@code docs/fork.md} has the whole list.
 *
 * <p>The child is detached on purpose: it lives on when this process ends, however that does. Until
 * then this process is its parent, afterwards process 1 or the nearest subreaper is. It leads a
 * session of its own, so that neither a terminal's Ctrl-C nor its end reaches it; it writes to the
 * same standard output and standard error, and its standard input is empty. It is the root of a
 * session of Procession: its own workers and children end with it. A {@link JavaProcess} is what
 * ends with its parent.
 *
 * <p>Linux only. Thread-safe.
 *
 * @since 0.1
 */
public final class ForkedProcess {

    private static final int MOST_WORK_BYTES = 1 << 29;

    private final ForkedChild child;

    private ForkedProcess(ForkedChild child) {
        this.child = child;
    }

    /**
     * Forks, without any static field.
     *
     * @param childBody what the child runs; this method returns in the parent only
     * @return the child
     * @throws dev.procession.CodecException if what the body captures cannot be encoded
     * @throws IllegalArgumentException if the body's class is not on the class path or module path
     * @throws UncheckedIOException if the system refuses to start a process, or is not Linux
     */
    public static ForkedProcess fork(TaskAction childBody) {
        return fork(StaticFields.none(), childBody);
    }

    /**
     * Forks. The child has its copies when this returns: what changes here afterwards it does not
     * see, and it does not need this process any more.
     *
     * <p>What is reached both by a field and by the body, or twice by either, is one object in the
     * child, too. Fields are read one after the other; have no thread change them meanwhile.
     *
     * <p>All of it may take 512 MiB when it is encoded. The child's heap has the limit of this
     * JVM's, or of four times that size if it is more.
     *
     * @param fields the static fields that the child begins with; their classes' static
     *     initializers run there before
     * @param childBody what the child runs; this method returns in the parent only
     * @return the child
     * @throws dev.procession.CodecException if a field, or what the body captures, cannot be
     *     encoded or is too long
     * @throws IllegalArgumentException if the body's class is not on the class path or module path
     * @throws IllegalStateException if this is a child that decodes its work or runs a static
     *     initializer
     * @throws UncheckedIOException if the system refuses to start a process, or is not Linux
     * @apiNote Python's {@code os.fork()} returns in both processes. Here the child's branch of the
     *     {@code if} that follows it there is the body.
     */
    public static ForkedProcess fork(StaticFields fields, TaskAction childBody) {
        Self.refuseWhileDecoding("a fork");
        CodeBase.requireOnPath(childBody.getClass(), "a forked process");
        ByteBuffer work = encode(new ForkedWork(fields.read(), childBody));
        try {
            return new ForkedProcess(ForkedChild.start(ForkMain.class, work));
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    "the process could not be forked: " + Shortage.describe(refused), refused);
        }
    }

    private static ByteBuffer encode(ForkedWork work) {
        Sink sink = new Sink(MOST_WORK_BYTES);
        CodecContext context = CodecContext.of(ClassLoader.getSystemClassLoader(), "fork");
        Abroad.encodeForGood(() -> Codec.standard().encode(work, sink, context));
        Departures departures = sink.takeDepartures();
        if (!departures.isEmpty()) {
            departures.stay();
            throw new IllegalArgumentException(
                    "the end of a pipe cannot go to a forked process, which may outlive this one");
        }
        return ByteBuffer.wrap(sink.array(), 0, sink.size());
    }

    /**
     * Ends this very process at once: no shutdown hook runs, and nothing is flushed. Whoever may
     * call it is any process.
     *
     * @param code the exit code
     * @apiNote Python's {@code os._exit}
     */
    public static void exitNow(int code) {
        Runtime.getRuntime().halt(code);
    }

    /**
     * Returns the process id.
     *
     * @return the pid; still readable after the end
     */
    public long pid() {
        return child.pid();
    }

    /**
     * Tells whether the child runs.
     *
     * @return {@code false} once it has ended
     */
    public boolean isAlive() {
        return child.status().isRunning();
    }

    /**
     * Returns how the child stands.
     *
     * @return {@link ExitStatus#running()} or how it ended
     */
    public ExitStatus exitStatus() {
        return child.status();
    }

    /**
     * Waits for the end of the child.
     *
     * @throws InterruptedException if interrupted while waiting; the child runs on
     * @apiNote Python's {@code os.waitpid(pid, 0)}
     */
    public void join() throws InterruptedException {
        child.await();
    }

    /**
     * Waits for the end of the child.
     *
     * @param timeout how long; zero or less only looks
     * @return whether the child has ended
     * @throws InterruptedException if interrupted while waiting; the child runs on
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return child.await(timeout);
    }

    /** Sends SIGTERM: the child runs its shutdown hooks and ends. Does nothing if it has ended. */
    public void terminate() {
        child.signal(false);
    }

    /** Sends SIGKILL. Does nothing if the child has ended. */
    public void kill() {
        child.signal(true);
    }

    @Override
    public String toString() {
        return "ForkedProcess[pid=" + pid() + ", " + exitStatus() + "]";
    }
}
