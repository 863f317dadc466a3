package dev.procession.internal.launch;

import dev.procession.ExitStatus;
import dev.procession.internal.util.Reserve;
import dev.procession.internal.util.Shortage;
import dev.procession.internal.util.Times;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The processes of an outside command, or of several that are joined by pipes.
 *
 * <p>They are ended when this JVM shuts down, and where the system has {@code setpriv} also when it
 * is killed. {@link Process#destroy} is not used here either: it closes the streams of the process.
 */
public final class OutsideCommand {

    private static final Set<OutsideCommand> LIVE = ConcurrentHashMap.newKeySet();

    private static boolean isHooked;

    private final List<Process> processes;
    private final List<OutsideGroup> groups = new ArrayList<>();
    private final Orphans orphans = new Orphans();

    /**
     * One program.
     *
     * @param builder its words, streams, environment and directory; the words are changed
     * @param leads whether it leads a session and a process group of its own
     */
    public record Program(ProcessBuilder builder, boolean leads) {}

    private OutsideCommand(List<Process> processes, List<Program> programs) {
        this.processes = processes;
        for (int i = 0; i < processes.size(); i++) {
            if (programs.get(i).leads()) {
                groups.add(OutsideGroup.of(processes.get(i)));
            }
        }
    }

    /**
     * Starts them.
     *
     * @param programs each reads what the one before it writes
     * @param terminal the path of the terminal of the only one, or null
     * @return the running processes; whoever has them calls {@link #forget} when they have ended
     * @throws IOException if the system refuses to start one of them; then none is left
     */
    public static OutsideCommand start(List<Program> programs, @Nullable String terminal)
            throws IOException {
        hook();
        Reserve.keep();
        List<ProcessBuilder> builders = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (Program each : programs) {
            names.add(each.builder().command().getFirst());
            List<String> words = OutsidePrefix.of(each.leads(), terminal);
            words.addAll(each.builder().command());
            builders.add(each.builder().command(words));
        }
        try {
            OutsideCommand started = new OutsideCommand(Spawner.startJoined(builders), programs);
            LIVE.add(started);
            started.refuseAtShutdown();
            return started;
        } catch (IOException refused) {
            throw Shortage.explained(NotStarted.named(refused, names, builders));
        }
    }

    private static synchronized void hook() {
        if (!isHooked) {
            Children.onShutdown(OutsideCommand::endAll);
            isHooked = true;
        }
    }

    /** Who ends all commands has either seen this one or is seen here. */
    private void refuseAtShutdown() throws IOException {
        if (Children.areEnding()) {
            killTree();
            forget();
            throw new IOException("no command is started while this JVM shuts down");
        }
    }

    /** By the ladder, with one grace for all of them. */
    private static void endAll() {
        List<OutsideCommand> all = List.copyOf(LIVE);
        all.forEach(OutsideCommand::terminateTree);
        awaitAll(all);
        all.forEach(OutsideCommand::killTree);
        // The kernel ends them a moment later, and this JVM is not to be gone before them.
        awaitAll(all);
    }

    private static void awaitAll(List<OutsideCommand> all) {
        long deadline = System.nanoTime() + Times.nanos(ChildProcess.SHUTDOWN_GRACE);
        try {
            for (OutsideCommand each : all) {
                each.await(Duration.ofNanos(deadline - System.nanoTime()));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the process ids, in the order of the programs. */
    public List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    /** Returns the JDK's processes, for their streams. */
    public List<Process> processes() {
        return processes;
    }

    /** Tells whether one of them runs. */
    public boolean isAlive() {
        return processes.stream().anyMatch(Process::isAlive);
    }

    /** Returns how they stand. */
    public List<ExitStatus> statuses() {
        return processes.stream()
                .map(each ->
                        each.isAlive() ? ExitStatus.running() : Signals.inferred(each.exitValue()))
                .toList();
    }

    /** Waits until all have ended, at most so long; a timeout of zero or less polls. */
    public boolean await(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + Times.nanos(timeout);
        for (Process each : processes) {
            if (!each.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    /** Waits until all have ended. */
    public void await() throws InterruptedException {
        for (Process each : processes) {
            each.waitFor();
        }
    }

    /** Sends SIGTERM, or SIGKILL if forcibly, to the processes alone. */
    public void signal(boolean forcibly) {
        processes.forEach(each -> Signals.send(each, forcibly));
    }

    /** Sends SIGTERM to the processes and all below them. */
    public void terminateTree() {
        processes.forEach(each -> Signals.sendToTree(each, false, below -> {}));
    }

    /**
     * Sends SIGKILL to the processes and all below them; of those that lead a session, to what is
     * left of their process group.
     */
    public void killTree() {
        processes.forEach(each -> Signals.sendToTree(each, true, orphans::killed));
        groups.forEach(OutsideGroup::kill);
    }

    /** Says that they have ended, or that nobody will wait for them any more. */
    public void forget() {
        LIVE.remove(this);
        processes.forEach(each -> orphans.reap(each.pid()));
    }
}
