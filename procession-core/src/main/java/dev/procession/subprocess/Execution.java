package dev.procession.subprocess;

import dev.procession.CapturedOutput;
import dev.procession.CommandOutputException;
import dev.procession.CommandResult;
import dev.procession.CommandTimeoutException;
import dev.procession.ExitStatus;
import dev.procession.internal.launch.OutsideCommand;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs: its threads, its time limit, its end.
 *
 * <p>Each stream that is ours has a thread, so that no pipe is ever full for long; one more waits
 * for the end, and is the only one that publishes it. They are platform threads, since they wait in
 * system calls.
 */
final class Execution implements AutoCloseable {

    /** How long a killed process may take to end, unless it cannot be killed. */
    private static final Duration KILLING = Duration.ofSeconds(3);

    /** How long the output of a killed command is read on: what escaped the kill may hold it. */
    private static final Duration GRACE_AFTER_KILL = Duration.ofSeconds(1);

    private final List<Stage> stages;
    private final Plan plan;
    private final boolean isOpen;
    private final OutsideCommand processes;
    private final Streams.Ends ends;
    private final @Nullable Intake output;
    private final List<@Nullable Intake> errors = new ArrayList<>();
    private final List<Tap> taps = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long startedNanos = System.nanoTime();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private boolean hasExited;
    private @Nullable Stop stop;
    private @Nullable Throwable failure;

    // Written by the thread that waits, before the end is published.
    private volatile boolean isHeldOpen;
    private volatile long durationNanos;

    /** A stream that we read. */
    private record Tap(Outlet outlet, Intake intake) {}

    /** Why a command was killed. */
    enum Stop {
        TIMEOUT,
        TOO_MUCH,
        FAILURE,
        CLOSED
    }

    private Execution(
            List<Stage> stages,
            Plan plan,
            boolean isOpen,
            OutsideCommand processes,
            Streams.Ends ends,
            @Nullable Intake output) {
        this.stages = stages;
        this.plan = plan;
        this.isOpen = isOpen;
        this.processes = processes;
        this.ends = ends;
        this.output = output;
    }

    /**
     * Starts a command.
     *
     * @param stages its programs
     * @param plan what holds for all
     * @param isOpen whether its input stays open for what is sent
     * @param output what takes its output, if that is captured
     * @throws IOException if it cannot be started; then nothing of it is left
     */
    static Execution start(List<Stage> stages, Plan plan, boolean isOpen, Intake output)
            throws IOException {
        List<OutsideCommand.Program> programs = new ArrayList<>();
        for (Stage each : stages) {
            programs.add(program(each, plan.screen() != null));
        }
        List<ProcessBuilder> builders =
                programs.stream().map(OutsideCommand.Program::builder).toList();
        try (Streams streams = Streams.prepare(stages, plan, isOpen, builders)) {
            OutsideCommand started = OutsideCommand.start(programs, streams.terminalPath());
            Streams.Ends ends = streams.connect(started);
            Execution execution =
                    new Execution(
                            stages,
                            plan,
                            isOpen,
                            started,
                            ends,
                            ends.output() == null ? null : output);
            execution.begin();
            return execution;
        }
    }

    private static OutsideCommand.Program program(Stage stage, boolean hasTerminal)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder();
        stage.environment().applyTo(builder.environment());
        List<String> words = new ArrayList<>(stage.words());
        words.set(0, Lookup.program(stage, builder.environment().get("PATH")));
        builder.command(words);
        if (stage.directory() != null) {
            builder.directory(stage.directory().toFile());
        }
        return new OutsideCommand.Program(builder, stage.leads() || hasTerminal);
    }

    private void begin() throws IOException {
        read("output", ends.output(), output);
        for (Outlet each : ends.errors()) {
            Intake intake = each == null ? null : new Intake(plan.limit(), plan.overflow());
            errors.add(intake);
            read("errors", each, intake);
        }
        if (ends.input() != null && plan.isInputFed(isOpen)) {
            add("input", new Feeder(plan.input(), plan.charset(), ends.input(), this::inputFailed));
        }
        add("end", this::reap);
        try {
            for (Thread each : threads) {
                Shortage.start(each);
            }
        } catch (IOException noThread) {
            processes.killTree();
            processes.forget();
            ends.close();
            throw noThread;
        }
    }

    private void read(String what, @Nullable Outlet from, @Nullable Intake to) {
        if (from != null && to != null) {
            taps.add(new Tap(from, to));
            add(what, new Pump(from.channel(), to, () -> stop(Stop.TOO_MUCH, null), this::failed));
        }
    }

    private void add(String what, Runnable work) {
        String name = "procession-command-" + processes.pids().getFirst() + "-" + what;
        Thread thread = new Thread(null, work, name, 0, false);
        thread.setDaemon(true);
        threads.add(thread);
    }

    private void reap() {
        boolean isRead = false;
        while (!isRead) {
            try {
                awaitProcesses();
                awaitOutputs();
                isRead = true;
            } catch (InterruptedException byATask) {
                // Nobody may stop this thread: it goes on with what is left.
                isRead = false;
            }
        }
        publish();
    }

    private void awaitProcesses() throws InterruptedException {
        if (plan.timeout() == null) {
            processes.await();
        } else if (!processes.await(Duration.ofNanos(limitLeft()))) {
            stop(Stop.TIMEOUT, null);
            processes.await(KILLING);
        }
    }

    /** Returns how long may be waited; of a command that was killed its limit is no more asked. */
    private long timeLeft() {
        return stopped() == null ? limitLeft() : Long.MAX_VALUE;
    }

    private long limitLeft() {
        return plan.timeout() == null
                ? Long.MAX_VALUE
                : Times.nanos(plan.timeout()) - (System.nanoTime() - startedNanos);
    }

    /** Waits until all that was written is read, or the grace for it is over, or the time limit. */
    private void awaitOutputs() throws InterruptedException {
        taps.forEach(each -> each.intake().writerHasEnded(each.outlet().mostLeft()));
        long grace = Times.nanos(exited());
        boolean isWanted = stopped() != Stop.CLOSED;
        for (Tap each : taps) {
            long least = isWanted ? each.outlet().leastGraceNanos() : 0;
            Intake.Ending how = awaitEnd(each, Math.max(grace, least));
            if (how == Intake.Ending.HELD && stopped() != Stop.CLOSED) {
                isHeldOpen = true;
                each.intake().awaitDrained(each.outlet()::hasMore, timeLeft());
            }
        }
        closing(ends::close);
        for (Tap each : taps) {
            if (each.outlet().wakesReader()) {
                awaitEnd(each, Long.MAX_VALUE);
            }
        }
    }

    private Intake.Ending awaitEnd(Tap tap, long grace) throws InterruptedException {
        Intake.Ending how = tap.intake().awaitEnd(grace, timeLeft());
        if (how != Intake.Ending.ENDED && timeLeft() <= 0) {
            stop(Stop.TIMEOUT, null);
        }
        return how;
    }

    /** Says that the processes have ended, and returns how long to wait for more output. */
    private synchronized Duration exited() {
        hasExited = true;
        durationNanos = System.nanoTime() - startedNanos;
        closing(ends::noneReads);
        if (stop == Stop.CLOSED) {
            return Duration.ZERO;
        }
        boolean isShort = stop == null || plan.grace().compareTo(GRACE_AFTER_KILL) < 0;
        return isShort ? plan.grace() : GRACE_AFTER_KILL;
    }

    private void publish() {
        processes.forget();
        ended.countDown();
        watchers.forEach(Runnable::run);
    }

    /** What can go wrong when a pipe is closed concerns nobody any more. */
    private interface Closing {
        void close() throws IOException;
    }

    private static void closing(Closing what) {
        try {
            what.close();
        } catch (IOException failure) {
            System.getLogger("dev.procession")
                    .log(System.Logger.Level.DEBUG, "closing a stream of a command", failure);
        }
    }

    private void failed(Throwable why) {
        stop(Stop.FAILURE, why);
    }

    /** Of a command that has ended nobody needs the input. */
    private void inputFailed(Throwable why) {
        boolean isNeeded;
        synchronized (this) {
            isNeeded = !hasExited;
        }
        if (isNeeded) {
            failed(why);
        }
    }

    /** Kills the command with all below it; the first reason is the one that is told. */
    void stop(Stop why, @Nullable Throwable cause) {
        boolean isOver;
        synchronized (this) {
            if (stop == null) {
                stop = why;
                failure = cause;
            }
            isOver = hasExited;
        }
        // Twice does no harm: what the first one saw may have had a child since.
        processes.killTree();
        if (isOver) {
            // What it has left behind may be out of reach, and write on.
            abandon();
        }
    }

    private void abandon() {
        taps.forEach(each -> each.intake().abandon());
    }

    /** Tells why it was killed by us, or null if it was not. */
    synchronized @Nullable Stop stopped() {
        return stop;
    }

    /** Waits for the end. */
    void await() throws InterruptedException {
        ended.await();
    }

    /** Waits for the end, at most so long. */
    boolean await(Duration timeout) throws InterruptedException {
        return ended.await(Times.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    void watch(Runnable wake) {
        watchers.add(wake);
        if (hasEnded()) {
            wake.run();
        }
    }

    void unwatch(Runnable wake) {
        watchers.remove(wake);
    }

    OutsideCommand processes() {
        return processes;
    }

    Plan plan() {
        return plan;
    }

    /** Returns where what is sent goes, or null if nothing can be sent. */
    @Nullable WritableByteChannel input() {
        return plan.isInputFed(isOpen) ? null : ends.input();
    }

    /** Returns what the program has written, or null if that is not captured. */
    @Nullable Intake output() {
        return output;
    }

    /** Returns how it ended, once it has; throws if we had a reason to kill it. */
    CommandResult outcome() throws IOException {
        CommandResult result = snapshot();
        Stop why = stopped();
        if (why == Stop.TIMEOUT) {
            throw new CommandTimeoutException(result, Objects.requireNonNull(plan.timeout()));
        }
        if (why == Stop.TOO_MUCH) {
            throw new CommandOutputException(result, plan.limit());
        }
        if (why == Stop.FAILURE) {
            throw new IOException(
                    "the command was killed, since its input could not be read or its output not"
                            + " be kept: "
                            + failure,
                    failure);
        }
        return result;
    }

    /** Returns how its programs stand, and what is there of what they have written. */
    CommandResult snapshot() {
        List<ExitStatus> statuses = processes.statuses();
        List<CommandResult.Ending> endings = new ArrayList<>();
        for (int i = 0; i < stages.size(); i++) {
            endings.add(
                    new CommandResult.Ending(
                            stages.get(i).words(),
                            processes.pids().get(i),
                            statuses.get(i),
                            captured(errors.get(i))));
        }
        return new CommandResult(
                endings, captured(output), isHeldOpen, Duration.ofNanos(durationNanos));
    }

    private CapturedOutput captured(@Nullable Intake intake) {
        return intake == null
                ? new CapturedOutput(new byte[0], plan.charset(), false)
                : new CapturedOutput(
                        intake.look(0, Integer.MAX_VALUE).bytes(),
                        plan.charset(),
                        intake.isTruncated());
    }

    /** Kills what still runs, and waits until it is gone. */
    @Override
    public void close() {
        if (!hasEnded()) {
            stop(Stop.CLOSED, null);
            abandon();
            if (!awaitKilled()) {
                System.getLogger("dev.procession")
                        .log(
                                System.Logger.Level.WARNING,
                                "a command could not be killed, perhaps because it belongs to"
                                        + " another user: pids="
                                        + processes.pids());
            }
        }
    }

    private boolean awaitKilled() {
        long deadline = System.nanoTime() + KILLING.toNanos();
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    return await(Duration.ofNanos(deadline - System.nanoTime()));
                } catch (InterruptedException later) {
                    wasInterrupted = true;
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
