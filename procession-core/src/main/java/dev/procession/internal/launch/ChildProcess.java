package dev.procession.internal.launch;

import dev.procession.ExitStatus;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.internal.util.FaultPoint;
import dev.procession.internal.util.RandomBytes;
import dev.procession.internal.util.Reserve;
import dev.procession.internal.util.Shortage;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A child JVM: its pipes, its reaper, its end.
 *
 * <p>One thread of its own hands the first message over, waits for the end of the process and
 * publishes the exit status, once. It is not the JDK's {@code onExit}, which runs in the common
 * pool and comes seconds late when that is busy.
 *
 * <p>{@link Process#destroy} is not used: it closes the pipe to the child's standard input, which
 * is the child's lifeline, so a polite SIGTERM would turn into SIGKILL.
 */
public final class ChildProcess {

    /** Bound for ending all children when this JVM shuts down. */
    static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(2);

    /** Removed by the child when it is up; still there at the deadline: the start has failed. */
    static final String ARGUMENTS = ".args";

    static final String EXIT_NOTE = ".exit";

    /** Half of what a pipe takes without a reader. */
    private static final int FITS_A_PIPE = 32 << 10;

    /** Most children are up within the first one. */
    private static final long UP_SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final String name;
    private final Path path;
    private final Process process;
    private final byte[] secret = new byte[32];
    private final long startedNanos = System.nanoTime();
    private final ChildOutput output;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();
    private final Orphans orphans = new Orphans();
    private volatile ExitStatus status = ExitStatus.running();
    private volatile ExitNote.Note note = new ExitNote.Note(ExitNote.NONE, null);
    private volatile @Nullable String killedBecause;

    /** Whether it lived when SIGKILL was sent to it. */
    private volatile boolean wasSentKill;

    private boolean hasCache;

    private ChildProcess(String name, Path path, Process process, OutputMode mode) {
        this.name = name;
        this.path = path;
        this.process = process;
        this.output = new ChildOutput(name, process, mode);
    }

    /**
     * Starts a child.
     *
     * @param name its name
     * @param options how
     * @param main its main class, which calls {@link ChildBoot#receive}
     * @param keepsParentAlive whether this JVM waits for it before it ends
     * @param path what the names of the child's files begin with
     * @param payload its first message, fetched when the process already runs
     * @param onEnd called by the reaper when the status is published
     * @return the running child
     * @throws IOException if the system refuses to start it
     */
    public static ChildProcess start(
            String name,
            ProcessOptions options,
            Class<?> main,
            boolean keepsParentAlive,
            Path path,
            PayloadSource payload,
            Consumer<ChildProcess> onEnd)
            throws IOException {
        Self.refuseWhileDecoding("a process");
        requireDirectory(options.directory());
        Children.hook();
        Reserve.keep();
        try {
            CrashReports.prepare();
            List<String> command = JvmCommand.ofChild(options, main);
            ProcessBuilder builder =
                    JvmCommand.prepare(name, command, options, withSuffix(path, ARGUMENTS));
            ChildOutput.redirect(builder, options.output());
            Process process = Spawner.start(builder);
            ChildProcess child = new ChildProcess(name, path, process, options.output());
            child.hasCache = StartupCache.isIn(command);
            Thread reaper =
                    new Thread(
                            null,
                            () -> child.watch(payload, options.startTimeout(), onEnd),
                            "procession-reaper-" + name,
                            0,
                            false);
            reaper.setDaemon(!keepsParentAlive);
            child.begin(reaper);
            return child;
        } catch (IOException refused) {
            Files.deleteIfExists(withSuffix(path, ARGUMENTS));
            Session.current().requireDirectory(refused);
            throw Shortage.explained(refused);
        }
    }

    /** Starts our threads. A child without them is nobody's, and must not be left behind. */
    private void begin(Thread reaper) throws IOException {
        Children.add(this);
        try {
            // Who ends all children has either seen this one or is seen here, before it speaks.
            refuseAtShutdown();
            CrashReports.forget(pid());
            output.begin();
            Shortage.start(reaper);
        } catch (IOException refused) {
            Children.remove(this);
            killTree("its threads could not be started");
            reap();
            throw refused;
        }
    }

    private static void refuseAtShutdown() throws IOException {
        if (Children.areEnding()) {
            throw new IOException("no process is started while this JVM shuts down");
        }
    }

    private void reap() {
        boolean interrupted = false;
        while (process.isAlive()) {
            try {
                process.waitFor();
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        closeQuietly(process.getInputStream());
        closeQuietly(process.getErrorStream());
        tidy();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException alreadyGone) {
            // By the JDK, which has seen the end of the process.
            return;
        }
    }

    /** Makes the first message of a child. */
    @FunctionalInterface
    public interface PayloadSource {
        /**
         * Makes the message.
         *
         * @param child the child, which boots meanwhile
         * @return the bytes
         * @throws IOException if it cannot be made; the child is killed then
         */
        byte[] payload(ChildProcess child) throws IOException;
    }

    private static void requireDirectory(@Nullable Path directory) throws IOException {
        if (directory != null && !Files.isDirectory(directory)) {
            throw new IOException(
                    "the child's directory must be an existing directory: directory=" + directory);
        }
    }

    private static Path withSuffix(Path path, String suffix) {
        return path.resolveSibling(path.getFileName() + suffix);
    }

    private void watch(PayloadSource payload, Duration startTimeout, Consumer<ChildProcess> onEnd) {
        boolean interrupted = false;
        boolean cameUp = false;
        handOver(payload);
        while (true) {
            try {
                cameUp |= awaitUp(startTimeout);
                int raw = process.waitFor();
                Children.tellEnd();
                ProcessGroup.killRest(pid());
                output.awaitRest();
                status = statusOf(raw);
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        if (!cameUp && hasCache && !isKilled()) {
            StartupCache.distrust(pid(), CrashReports.find(pid()).isPresent());
        }
        boolean isMemoryThere = tidy();
        orphans.reap(pid());
        Children.remove(this);
        try {
            onEnd.accept(this);
        } finally {
            ended.countDown();
            watchers.forEach(Runnable::run);
        }
        if (isMemoryThere) {
            LeftMemory.look();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** By us, or by somebody else's SIGKILL or SIGTERM, which says nothing of the child. */
    private boolean isKilled() {
        return killedBecause != null
                || status.equals(ExitNote.KILLED)
                || status.equals(ExitStatus.signaled(15));
    }

    private void handOver(PayloadSource payload) {
        try {
            FaultPoint.hit("parent.started");
            byte[] bytes = payload.payload(this);
            RandomBytes.fill(secret);
            if (bytes.length < FITS_A_PIPE) {
                send(bytes);
            } else {
                // A child that hangs does not read it, and its start timeout must run meanwhile.
                Thread sender =
                        new Thread(null, () -> send(bytes), "procession-message-" + name, 0, false);
                sender.setDaemon(true);
                Shortage.start(sender);
            }
        } catch (Throwable failure) {
            // An Error, too: this thread has to reap the child, whatever becomes of the message.
            couldNotHandOver(failure);
        }
    }

    private void send(byte[] payload) {
        try {
            ChildBoot.send(process.getOutputStream(), secret, name, path.toString(), payload);
        } catch (IOException | RuntimeException failure) {
            couldNotHandOver(failure);
        }
    }

    private void couldNotHandOver(Throwable failure) {
        if (process.isAlive()) {
            killTree("its first message could not be handed over: " + Shortage.describe(failure));
        }
    }

    /**
     * Counts the time in slices: if this process stands still, as with its whole machine, at most
     * one of them passes unheeded, and the child is not blamed for the rest.
     *
     * @return whether it was up
     */
    private boolean awaitUp(Duration timeout) throws InterruptedException {
        File arguments = withSuffix(path, ARGUMENTS).toFile();
        boolean hasEnded = false;
        long left = nanos(timeout);
        while (!hasEnded && left > 0 && arguments.exists()) {
            long slice = Math.min(left, UP_SLICE_NANOS);
            hasEnded = process.waitFor(slice, TimeUnit.NANOSECONDS);
            left -= slice;
        }
        boolean isUp = !arguments.exists();
        if (!hasEnded && !isUp) {
            killTree("it was not up within its start timeout of " + timeout.toMillis() + " ms");
        }
        return isUp;
    }

    private ExitStatus statusOf(int raw) {
        ExitNote.Note left = ExitNote.take(withSuffix(path, EXIT_NOTE));
        note = left;
        return left.status(raw, pid(), wasSentKill);
    }

    /** Tells whether there is memory that it may have left. */
    private boolean tidy() {
        closeLifeline();
        boolean isMemoryThere = Session.deleteBelow(path);
        try {
            Files.deleteIfExists(withSuffix(path, ARGUMENTS));
            // Read before, unless there was no descriptor to read it with.
            Files.deleteIfExists(withSuffix(path, EXIT_NOTE));
        } catch (IOException sessionIsGone) {
            System.getLogger("dev.procession")
                    .log(
                            System.Logger.Level.DEBUG,
                            "deleting the arguments of " + name,
                            sessionIsGone);
        }
        return isMemoryThere;
    }

    private void closeLifeline() {
        try (OutputStream lifeline = process.getOutputStream()) {
            lifeline.flush();
        } catch (IOException alreadyGone) {
            // A pipe without a reader reports itself broken: the process has ended.
            return;
        }
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the process id. */
    public long pid() {
        return process.pid();
    }

    /** Returns the 32 bytes that only this child and we know. */
    public byte[] secret() {
        return secret.clone();
    }

    /** Returns when the process was started, on the scale of {@link System#nanoTime}. */
    public long startedNanos() {
        return startedNanos;
    }

    /** Returns how the process stands. */
    public ExitStatus status() {
        return status;
    }

    /** Tells whether the process runs; exact even before its end is published. */
    public boolean isAlive() {
        return status.isRunning() && process.isAlive();
    }

    /** Tells whether whoever waits for the end is told. */
    public boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /**
     * Has something short done once it has ended, perhaps by this thread; {@link #unwatch} ends
     * that.
     */
    public void watch(Runnable wake) {
        watchers.add(wake);
        if (hasEnded()) {
            wake.run();
        }
    }

    /** Ends a watch. */
    public void unwatch(Runnable wake) {
        watchers.remove(wake);
    }

    /** Waits for the end, at most so long; a timeout of zero or less polls. */
    public boolean await(Duration timeout) throws InterruptedException {
        return ended.await(nanos(timeout), TimeUnit.NANOSECONDS);
    }

    private static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            return 0;
        }
        return timeout.compareTo(Duration.ofDays(36500)) > 0 ? Long.MAX_VALUE : timeout.toNanos();
    }

    /** Waits for the end. */
    public void await() throws InterruptedException {
        ended.await();
    }

    /** Sends SIGTERM to the process. */
    public void terminate() {
        Signals.send(process, false);
    }

    /** Sends SIGTERM to the process; if it ends now, that is why. */
    void terminate(String why) {
        endedBecause(why);
        terminate();
    }

    private void endedBecause(String why) {
        if (killedBecause == null) {
            killedBecause = why;
        }
    }

    /** Sends SIGTERM to the process and all below it. */
    public void terminateTree() {
        Signals.sendToTree(process, false, below -> {});
    }

    /** Sends SIGKILL to the process alone. */
    public void kill(String why) {
        endedBecause(why);
        wasSentKill |= process.isAlive();
        Signals.send(process, true);
    }

    /**
     * Kills the process and all below it: what left its group is found as a descendant, and the
     * reaper kills the rest of the group. The lifeline is not closed here: its stream is locked by
     * whoever writes a first message that a hanging child does not read.
     */
    public void killTree(String why) {
        endedBecause(why);
        wasSentKill |= process.isAlive();
        Signals.sendToTree(process, true, orphans::killed);
    }

    /** Why we killed it, or null if we did not. */
    public @Nullable String killedBecause() {
        return killedBecause;
    }

    /** The frame that called {@code System.exit}, or null; once it has ended. */
    public @Nullable String exitSite() {
        return note.exitSite();
    }

    /** Tells whether its JVM ran its shutdown hooks without being told to by a signal. */
    public boolean isShutDown() {
        return note.kind() == ExitNote.BY_ITSELF;
    }

    /** Ends the process by the ladder: SIGTERM was sent; past the grace the tree is killed. */
    public boolean endWithin(Duration grace) {
        try {
            if (await(grace)) {
                return true;
            }
            killTree("it did not end within " + grace.toMillis() + " ms after SIGTERM");
            return await(grace);
        } catch (InterruptedException hurry) {
            killTree("its owner was interrupted while ending it");
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Ends the process by the ladder SIGTERM, grace, SIGKILL of the tree. */
    public boolean end(Duration grace) {
        if (isAlive()) {
            terminate();
        }
        return endWithin(grace);
    }

    /** Returns what it prints. */
    public ChildOutput output() {
        return output;
    }
}
