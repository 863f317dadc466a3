package dev.procession.pool;

import dev.procession.ProcessOptions;
import dev.procession.internal.channel.Bell;
import dev.procession.internal.channel.FifoBell;
import dev.procession.internal.channel.Fifos;
import dev.procession.internal.channel.ParentLane;
import dev.procession.internal.channel.PollingBell;
import dev.procession.internal.launch.ChildProcess;
import dev.procession.internal.launch.OomKills;
import dev.procession.internal.launch.Session;
import dev.procession.internal.util.Shortage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts the processes of a pool's workers: gives each its lane, its bells and its orders, and has
 * the one bell by which all of them wake the pool's leader.
 *
 * <p>Has no lock. That bell is made by a thread of its own, so that nobody waits for it but who
 * needs it; workers are started by one thread, that of their crew.
 */
final class WorkerLauncher {

    private final Engine engine;
    private final String pool;
    private final ProcessOptions process;
    private final Path bellPath = Session.current().newPath();
    private final CompletableFuture<Bell> bell = new CompletableFuture<>();

    WorkerLauncher(Engine engine, String pool, ProcessOptions process) {
        this.engine = engine;
        this.pool = pool;
        this.process = process;
    }

    // ---- the pool's bell ---------------------------------------------------------------------

    /** Has the bell made. */
    void begin() throws IOException {
        Thread maker = new Thread(null, this::makeBell, "procession-" + pool + "-bell", 0, false);
        maker.setDaemon(true);
        try {
            Shortage.start(maker);
        } catch (IOException noThread) {
            bell.complete(new PollingBell());
            throw noThread;
        }
    }

    private void makeBell() {
        OomKills.own();
        try {
            bell.complete(
                    Fifos.make(bellPath)
                            ? new FifoBell(bellPath.toFile(), true)
                            : new PollingBell());
        } catch (Throwable failure) {
            // Whoever waits for a task waits for this bell first.
            bell.complete(new PollingBell());
            log("no named pipe could be made, so that waiting costs processor time", failure);
            delete(bellPath);
        }
    }

    /** The bell by which all workers of the pool wake its leader. */
    Bell bell() {
        return bell.join();
    }

    void closeBell() {
        close(bell());
    }

    /** Where the pool's control socket is made when it is needed. */
    Path controlPath() {
        return bellPath.resolveSibling(bellPath.getFileName() + ".sock");
    }

    // ---- its workers -------------------------------------------------------------------------

    /**
     * Starts the process of a worker.
     *
     * @param onEnd called by the reaper's thread when the process has ended
     */
    ChildProcess launch(Worker worker, Consumer<ChildProcess> onEnd) throws IOException {
        Path path = Session.current().newPath();
        ChildProcess started =
                ChildProcess.start(
                        worker.name(),
                        process,
                        PoolWorkerMain.class,
                        false,
                        path,
                        child -> open(worker, child, path),
                        onEnd);
        worker.runs(started);
        return started;
    }

    /** Opens the lane while the JVM of the worker boots, and tells it where everything is. */
    private byte[] open(Worker worker, ChildProcess child, Path path) throws IOException {
        worker.runs(child);
        Path taskBellPath = path.resolveSibling(path.getFileName() + ".bell");
        Path controlBellPath = path.resolveSibling(path.getFileName() + ".ctl");
        boolean hasFifos = false;
        Bell taskBell = null;
        Bell controlBell = null;
        ParentLane lane;
        try {
            worker.residentMemory().open(child.pid());
            hasFifos = bell() instanceof FifoBell && Fifos.make(taskBellPath, controlBellPath);
            taskBell = bell(hasFifos, taskBellPath);
            controlBell = bell(hasFifos, controlBellPath);
            lane = ParentLane.create(path, taskBell);
        } catch (Throwable failure) {
            close(taskBell);
            close(controlBell);
            delete(taskBellPath);
            delete(controlBellPath);
            throw failure;
        }
        worker.open(lane, controlBell);
        return new WorkerOrders(
                        pool,
                        hasFifos ? taskBellPath.toString() : "",
                        hasFifos ? bellPath.toString() : "",
                        hasFifos ? controlBellPath.toString() : "",
                        controlPath().toString(),
                        child.pid(),
                        engine.options().maxResultBytes())
                .encode();
    }

    private static Bell bell(boolean isFifo, Path path) throws IOException {
        return isFifo ? new FifoBell(path.toFile(), true) : new PollingBell();
    }

    private void close(@Nullable Bell opened) {
        try {
            if (opened != null) {
                opened.close();
            }
        } catch (IOException failure) {
            log("closing a bell", failure);
        }
    }

    private void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException failure) {
            log("deleting " + path, failure);
        }
    }

    private void log(String what, Throwable failure) {
        System.getLogger("dev.procession")
                .log(System.Logger.Level.WARNING, "[pool " + pool + "] " + what, failure);
    }
}
