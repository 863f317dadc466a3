package dev.procession.process;

import dev.procession.ExitStatus;
import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.TaskBiConsumer;
import dev.procession.TaskConsumer;
import dev.procession.Waitable;
import dev.procession.codec.Codec;
import dev.procession.codec.CodecContext;
import dev.procession.codec.Departures;
import dev.procession.codec.Sink;
import dev.procession.internal.code.CodeBase;
import dev.procession.internal.desk.Desk;
import dev.procession.internal.desk.DeskReport;
import dev.procession.internal.desk.Teller;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.Self;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A process of the operating system that runs one Java function.
 *
 * {@snippet :
 * try (var p = JavaProcess.start(() -> System.out.println("hello from " + JavaProcess.current().pid()))) {
 *     p.join();
 *     System.out.println(p.exitStatus());   // exited(0)
 * }
 * }
 *
 * <p>Nothing of the parent's {@code main} runs again in the child, its statics are fresh, and what
 * the function captures is a copy. Its standard input is empty.
 *
 * <p>The child ends with code 0 when the function has returned and its non-daemon threads have
 * ended, and with code 1 and a stack trace on its standard error when the function throws.
 *
 * <p>No child outlives its parent, however that ends: where the system is Linux the kernel kills
 * it, and the outside commands it started, within milliseconds; a command that calls {@code setsid}
 * escapes. Outside commands that the child has started end with it, too, also when it ends by
 * itself. When the parent's {@code main} returns, the parent waits for children that are not
 * {@linkplain ProcessOptions#withDaemon daemons}, and then ends the others.
 *
 * <p>A {@code JavaProcess} exists only once it was started, and only in the process that started
 * it; it cannot be sent to another one. Thread-safe.
 *
 * @since 0.1
 */
public final class JavaProcess implements AutoCloseable, Waitable {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
    private static final int MAX_ACTION_BYTES = 1 << 30;

    private static final Map<ChildProcess, JavaProcess> LIVE = new ConcurrentHashMap<>();

    private final ChildProcess child;
    private final boolean isDaemon;

    private JavaProcess(ChildProcess child, boolean isDaemon) {
        this.child = child;
        this.isDaemon = isDaemon;
    }

    /**
     * Starts a process with default options.
     *
     * @param action what it runs
     * @return the running process
     * @throws dev.procession.CodecException if the action cannot be encoded
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws IllegalStateException if this is a child that decodes its work or runs a static
     *     initializer
     */
    public static JavaProcess start(TaskAction action) {
        return start(ProcessOptions.defaults(), action);
    }

    /**
     * Starts a process with default options.
     *
     * @param action what it runs
     * @param argument the action's argument, which is copied
     * @param <A> the type of the argument
     * @return the running process
     * @throws dev.procession.CodecException if the action or its argument cannot be encoded
     * @throws UncheckedIOException if the system refuses to start a process
     */
    public static <A extends @Nullable Object> JavaProcess start(
            TaskConsumer<A> action, A argument) {
        return start(ProcessOptions.defaults(), action, argument);
    }

    /**
     * Starts a process with default options.
     *
     * @param action what it runs
     * @param first the action's first argument, which is copied
     * @param second the action's second argument, which is copied
     * @param <A> the type of the first argument
     * @param <B> the type of the second argument
     * @return the running process
     * @throws dev.procession.CodecException if the action or an argument cannot be encoded
     * @throws UncheckedIOException if the system refuses to start a process
     */
    public static <A extends @Nullable Object, B extends @Nullable Object> JavaProcess start(
            TaskBiConsumer<A, B> action, A first, B second) {
        return start(ProcessOptions.defaults(), new Calls.Two<>(action, first, second));
    }

    /**
     * Starts a process.
     *
     * @param options how
     * @param action what it runs
     * @param argument the action's argument, which is copied
     * @param <A> the type of the argument
     * @return the running process
     * @throws dev.procession.CodecException if the action or its argument cannot be encoded
     * @throws UncheckedIOException if the system refuses to start a process
     */
    public static <A extends @Nullable Object> JavaProcess start(
            ProcessOptions options, TaskConsumer<A> action, A argument) {
        return start(options, new Calls.One<>(action, argument));
    }

    /**
     * Starts a process.
     *
     * @param options how
     * @param action what it runs
     * @return the running process
     * @throws dev.procession.CodecException if the action cannot be encoded
     * @throws UncheckedIOException if the system refuses to start a process
     * @throws IllegalStateException if this is a child that decodes its work or runs a static
     *     initializer
     */
    public static JavaProcess start(ProcessOptions options, TaskAction action) {
        Self.refuseWhileDecoding("a process");
        Sink encoded = encode(action, options.isDaemon());
        Departures departures = encoded.takeDepartures();
        String given = options.name();
        String name = given != null ? given : Self.nextChildName();
        boolean isStarted = false;
        try {
            ChildProcess child =
                    ChildProcess.start(
                            name,
                            options,
                            JavaProcessMain.class,
                            !options.isDaemon(),
                            Session.current().newPath(),
                            started -> Arrays.copyOf(encoded.array(), encoded.size()),
                            ended -> {
                                LIVE.remove(ended);
                                departures.lose();
                            });
            isStarted = true;
            JavaProcess process = new JavaProcess(child, options.isDaemon());
            LIVE.put(child, process);
            Desk.tells(Told.OURS);
            if (!child.status().isRunning()) {
                LIVE.remove(child);
            }
            return process;
        } catch (IOException refused) {
            throw new UncheckedIOException(
                    "["
                            + name
                            + "] the process could not be started: "
                            + Shortage.describe(refused),
                    refused);
        } finally {
            if (!isStarted) {
                departures.stay();
            }
        }
    }

    /** What is told of all of them, loaded when the first one runs. */
    private static final class Told implements Teller {
        static final Told OURS = new Told();

        @Override
        public void tell(DeskReport.Builder report) {
            for (ChildProcess each : LIVE.keySet()) {
                report.child(DeskReport.Child.of(each.pid(), each.name(), DeskReport.Role.PROCESS));
            }
        }
    }

    private static Sink encode(TaskAction action, boolean isDaemon) {
        Sink sink = new Sink(MAX_ACTION_BYTES);
        CodeBase base = CodeBase.of(Calls.owner(action));
        sink.putByte(isDaemon ? 1 : 0);
        sink.putInt(base.id());
        Codec.standard().encode(action, sink, CodecContext.of(base.loader(), "action"));
        return sink;
    }

    /**
     * Returns who this very process is.
     *
     * @return its identity
     */
    public static ProcessIdentity current() {
        return new ProcessIdentity(Self.name(), ProcessHandle.current().pid(), parent());
    }

    /**
     * Returns who started this very process.
     *
     * @return the parent; empty in a process that Procession did not start
     */
    public static Optional<ProcessIdentity> parent() {
        String name = Self.parentName();
        return name == null
                ? Optional.empty()
                : Optional.of(new ProcessIdentity(name, Self.parentPid(), Optional.empty()));
    }

    /**
     * Returns the children of this process that were started by this class and have not ended.
     *
     * @return the children, in no particular order
     */
    public static List<JavaProcess> active() {
        return LIVE.values().stream().filter(JavaProcess::isAlive).toList();
    }

    /**
     * Returns the name.
     *
     * @return the name, which need not be unique
     */
    public String name() {
        return child.name();
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
     * Tells whether the process is ended when the parent's {@code main} has returned.
     *
     * @return see {@link ProcessOptions#withDaemon}
     */
    public boolean isDaemon() {
        return isDaemon;
    }

    /**
     * Tells whether the process runs.
     *
     * @return {@code false} once it has ended
     */
    public boolean isAlive() {
        return child.isAlive();
    }

    /**
     * Tells whether it has ended, so that {@link #join()} would not wait.
     *
     * @return whether its exit status is known
     */
    @Override
    public boolean isReady() {
        return child.hasEnded();
    }

    @Override
    public Watch watch(Runnable wake) {
        child.watch(wake);
        return () -> child.unwatch(wake);
    }

    /**
     * Returns how the process stands.
     *
     * @return {@link ExitStatus#running()} or how it ended; never running after a successful {@code
     *     join}
     */
    public ExitStatus exitStatus() {
        return child.status();
    }

    /**
     * Returns the exit code in CPython's form.
     *
     * @return empty while the process runs; the exit code; or minus the number of the signal that
     *     ended it
     */
    public OptionalInt exitCode() {
        return switch (child.status()) {
            case ExitStatus.Running() -> OptionalInt.empty();
            case ExitStatus.Exited(int code) -> OptionalInt.of(code);
            case ExitStatus.Signaled(int signal) -> OptionalInt.of(-signal);
        };
    }

    /**
     * Waits for the end of the process.
     *
     * @throws InterruptedException if interrupted while waiting; the process runs on
     */
    public void join() throws InterruptedException {
        child.await();
    }

    /**
     * Waits for the end of the process.
     *
     * @param timeout how long; zero or less only looks
     * @return whether the process has ended
     * @throws InterruptedException if interrupted while waiting; the process runs on
     */
    public boolean join(Duration timeout) throws InterruptedException {
        return child.await(timeout);
    }

    /** Sends SIGTERM: the child runs its shutdown hooks and ends. Does nothing if it has ended. */
    public void terminate() {
        child.terminate();
    }

    /** Sends SIGTERM to the process and to all processes below it. */
    public void terminateTree() {
        child.terminateTree();
    }

    /** Sends SIGKILL. Does nothing if the process has ended. */
    public void kill() {
        child.kill("kill() was called");
    }

    /** Sends SIGKILL to the process and to all processes below it. */
    public void killTree() {
        child.killTree("killTree() was called");
    }

    /**
     * Returns what the process wrote to its standard output, if its output is captured.
     *
     * @return the newest mebibyte so far; complete after {@code join}, unless a process below it
     *     still writes; empty if the output is not captured
     */
    public String capturedOutput() {
        return child.output().captured();
    }

    /**
     * Returns what the process wrote to its standard error, if its output is captured.
     *
     * @return as {@link #capturedOutput}
     */
    public String capturedErrors() {
        return child.output().capturedErrors();
    }

    /**
     * Makes sure that the process has ended: sends SIGTERM to one that runs, and two seconds later
     * SIGKILL to all of its tree. Name, pid and exit status stay readable.
     */
    @Override
    public void close() {
        child.end(CLOSE_GRACE);
    }

    @Override
    public String toString() {
        return "JavaProcess[" + name() + ", pid=" + pid() + ", " + exitStatus() + "]";
    }
}
