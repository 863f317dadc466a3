package dev.procession.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.DaemonRunningException;
import dev.procession.DaemonStartException;
import dev.procession.ProcessOptions;
import dev.procession.daemon.DaemonStatus.State;
import dev.procession.memory.SharedMemory;
import dev.procession.pool.PoolOptions;
import dev.procession.pool.ProcessPool;
import dev.procession.process.JavaProcess;
import dev.procession.queue.ProcessQueue;
import dev.procession.testing.Await;
import dev.procession.testing.DaemonsOfTest;
import dev.procession.testing.Ending;
import dev.procession.testing.Leftovers;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Row P10: a detached service that outlives its starter, and that any program can ask and end. */
class DaemonsIT {

    private static final Duration SHORT = Duration.ofMillis(200);

    /** Long enough that no start of these tests ends by it. */
    private static final DaemonOptions UNTIL_READY =
            DaemonOptions.defaults().withSettleTime(Duration.ofSeconds(30));

    @RegisterExtension final DaemonsOfTest daemons = new DaemonsOfTest();

    /** What the daemons do. */
    static final class Body {

        private Body() {}

        static void serve() throws InterruptedException {
            System.out.println("serving as " + JavaProcess.current().name());
            Daemons.ready();
            new CountDownLatch(1).await();
        }

        static void serveByPool() throws InterruptedException {
            try (ProcessPool pool = ProcessPool.of(1)) {
                long worker = pool.submit(() -> ProcessHandle.current().pid()).join();
                System.out.println(worker);
                serve();
            }
        }

        /** Heeds neither an interruption nor SIGTERM. */
        static void ignoreAll() {
            Runtime.getRuntime().addShutdownHook(new Thread(Body::hang));
            Daemons.ready();
            hang();
        }

        /**
         * Whoever continues it, it is stopped again; and it ends by nothing that reaches it before.
         */
        static void standStill() throws Exception {
            ignoreTerm();
            Daemons.ready();
            new ProcessBuilder("sh", "-c", "while kill -STOP $PPID; do :; done").start();
            hang();
        }

        /** By reflection, since the compiler warns of the only interface that there is. */
        private static void ignoreTerm() throws ReflectiveOperationException {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("TERM"),
                            handler.getField("SIG_IGN").get(null));
        }

        private static void hang() {
            while (true) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException ignored) {
                    continue;
                }
            }
        }
    }

    /** Starts a daemon and then awaits the order to end. */
    static final class StarterMain {
        public static void main(String[] arguments) throws IOException {
            DaemonStatus status = Daemons.start("orphan", UNTIL_READY, Body::serve);
            System.out.println("daemon " + status.pid().getAsLong());
            Ending.awaitOrder();
        }
    }

    @Test
    void P10_starterKilled_withItsTerminalsSignal_daemonLives() {
        try (Victim starter = Victim.startInOwnGroup(StarterMain.class)) {
            Pid daemon = Pid.of(starter.line("daemon "));
            starter.pid().signalGroup("HUP");
            starter.pid().signal("KILL");
            starter.pid().awaitDeath(Duration.ofSeconds(5));
            // Had it been in the group, or below the starter, it would have got both by now.
            assertThat(daemon.isAlive()).isTrue();
            assertThat(daemon.group()).isEqualTo(daemon.number());
        }
    }

    @Test
    void P10_start_isDetached_answers_andStops_andNothingIsLeft() throws Exception {
        DaemonStatus started = daemons.start("clock", UNTIL_READY, Body::serve);
        Pid pid = Pid.of(started.pid().getAsLong());
        assertThat(started.state()).isEqualTo(State.RUNNING);
        assertThat(ProcessHandle.of(pid.number()).flatMap(ProcessHandle::parent))
                .map(ProcessHandle::pid)
                .isNotEqualTo(Optional.of(ProcessHandle.current().pid()));
        assertThat(pid.session()).isEqualTo(pid.number());
        assertThat(Path.of("/proc/" + pid.number() + "/cwd").toRealPath()).isEqualTo(Path.of("/"));
        assertThat(Path.of("/proc/" + pid.number() + "/fd/0").toRealPath())
                .isEqualTo(Path.of("/dev/null"));
        assertThat(Daemons.ping("clock")).isPositive();
        assertThat(Daemons.list()).extracting(DaemonStatus::name).containsExactly("clock");

        DaemonStatus stopped = Daemons.stop("clock");
        assertThat(pid.isAlive()).isFalse();
        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThat(stopped.ending()).contains("it was asked to stop");
        assertThat(stopped.lastLogLines()).containsExactly("serving as clock");
        assertThatThrownBy(() -> Daemons.ping("clock"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("[daemon clock] it does not run: state=STOPPED; it was asked to stop");
        assertThat(Daemons.remove("clock")).isTrue();
        assertThat(stopped.log().getParent()).doesNotExist();
        assertThat(Daemons.status("clock").state()).isEqualTo(State.ABSENT);
        assertThat(Daemons.remove("clock")).isFalse();
    }

    @Test
    void P10_secondStart_isRefused_withWhoHasIt() {
        long pid = daemons.start("one", UNTIL_READY, Body::serve).pid().getAsLong();
        assertThatThrownBy(() -> daemons.start("one", UNTIL_READY, Body::serve))
                .isInstanceOf(DaemonRunningException.class)
                .hasMessageStartingWith(
                        "[daemon one] it is running already: pid=" + pid + ", since=")
                .hasMessageEndingWith(
                        "; end it first, by Daemons.stop or procession daemon stop one");
        assertThatThrownBy(() -> Daemons.remove("one")).isInstanceOf(DaemonRunningException.class);
        assertThat(Daemons.status("one").pid()).hasValue(pid);
    }

    /** Starts it, unless it is refused. */
    static long race(int nobody) {
        try {
            return Daemons.start("raced", UNTIL_READY, Body::serve).pid().getAsLong();
        } catch (DaemonRunningException refused) {
            return -refused.pid();
        }
    }

    @Test
    void P10_twentyRacingStarts_ofThreadsAndProcesses_areExactlyOne() throws Exception {
        daemons.expect("raced");
        ProcessOptions here =
                ProcessOptions.defaults()
                        .withJvmOptions("-Dprocession.directory=" + Leftovers.base());
        PoolOptions four = PoolOptions.defaults().withWorkers(4).withProcess(here);
        List<Integer> ten = IntStream.range(0, 10).boxed().toList();
        List<Long> pids = new ArrayList<>();
        try (ProcessPool processes = ProcessPool.open(four);
                ExecutorService threads = Executors.newFixedThreadPool(10)) {
            var mapped = processes.mapAsync(DaemonsIT::race, ten);
            List<Callable<Long>> calls = Collections.nCopies(10, () -> race(0));
            for (Future<Long> each : threads.invokeAll(calls)) {
                pids.add(each.get());
            }
            pids.addAll(mapped.join());
        }
        long winner = Daemons.status("raced").pid().getAsLong();
        assertThat(pids).hasSize(20).filteredOn(pid -> pid > 0).containsExactly(winner);
        assertThat(pids).filteredOn(pid -> pid < 0).allMatch(pid -> pid == -winner);
    }

    @Test
    void P10_stalePidFile_ofALivingStranger_isNeverMistaken() throws Exception {
        daemons.start("stale", UNTIL_READY, Body::serve);
        DaemonStatus ended = Daemons.stop("stale");
        Process stranger = new ProcessBuilder("sleep", "1000").start();
        try {
            Path pidFile = ended.log().resolveSibling("pid");
            List<String> lines = Files.readAllLines(pidFile);
            lines.set(0, Long.toString(stranger.pid()));
            Files.write(pidFile, lines);
            Files.delete(ended.log().resolveSibling("end"));

            assertThat(Daemons.status("stale").state()).isEqualTo(State.CRASHED);
            Daemons.stop("stale", SHORT);
            assertThat(stranger.isAlive()).isTrue();
            assertThat(daemons.start("stale", UNTIL_READY, Body::serve).isRunning()).isTrue();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void P10_crash_isSeen_withWhatIsKnown() throws Exception {
        Pid killed = Pid.of(daemons.start("a", UNTIL_READY, Body::serve).pid().getAsLong());
        killed.signal("KILL");
        Await.until("the daemon is killed", () -> !Daemons.status("a").isRunning());
        DaemonStatus status = Daemons.status("a");
        assertThat(status.state()).isEqualTo(State.CRASHED);
        assertThat(status.ending().orElseThrow()).startsWith("it left no word: it was killed");
        assertThat(status.lastLogLines()).containsExactly("serving as a");

        Pid crashed = Pid.of(Daemons.restart("a").pid().getAsLong());
        crashed.signal("SEGV");
        Await.until("the daemon has crashed", () -> !Daemons.status("a").isRunning());
        DaemonStatus crash = Daemons.status("a");
        assertThat(crash.state()).isEqualTo(State.CRASHED);
        assertThat(crash.ending().orElseThrow()).startsWith("its JVM crashed: segmentation fault");
        assertThat(crash.crashReport()).hasValueSatisfying(report -> assertThat(report).exists());
    }

    @Test
    void P10_startThatFails_isReported_withCauseAndLastLines() {
        assertThatThrownBy(() ->
                        daemons.start(
                                "bad",
                                UNTIL_READY,
                                () -> {
                                    System.out.println("about to bind");
                                    throw new IOException("the port is taken");
                                }))
                .isInstanceOf(DaemonStartException.class)
                .hasMessageStartingWith(
                        "[daemon bad] it could not be started: its body threw"
                                + " java.io.IOException: the port is taken; last lines: about to bind | ")
                .hasMessageEndingWith(" | java.io.IOException: the port is taken")
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("the port is taken");
        assertThat(Daemons.status("bad").state()).isEqualTo(State.CRASHED);
        assertThatThrownBy(() -> daemons.start("bad", UNTIL_READY, () -> System.exit(3)))
                .isInstanceOf(DaemonStartException.class)
                .hasMessageContaining("it ended in its first moments: System.exit was called: ");
        DaemonOptions impossible =
                DaemonOptions.defaults()
                        .withProcess(ProcessOptions.defaults().withJvmOptions("-XX:NoSuch"));
        assertThatThrownBy(() -> daemons.start("bad", impossible, Body::serve))
                .isInstanceOf(DaemonStartException.class)
                .hasMessageContaining("Unrecognized VM option 'NoSuch'");
    }

    @Test
    void P10_startThatHangs_isEndedAfterItsTimeout() {
        ProcessOptions hanging =
                ProcessOptions.defaults()
                        .withStartTimeout(SHORT)
                        .withJvmOptions(
                                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0");
        DaemonOptions options = DaemonOptions.defaults().withProcess(hanging).withSettleTime(SHORT);
        assertThatThrownBy(() -> daemons.start("hangs", options, Body::serve))
                .isInstanceOf(DaemonStartException.class)
                .hasMessageStartingWith(
                        "[daemon hangs] it could not be started: it was not up within 400 ms");
        assertThat(Daemons.status("hangs").state()).isEqualTo(State.CRASHED);
    }

    @Test
    void P10_stop_isBounded_alsoIfTheBodyIgnoresEverything() throws Exception {
        Pid pid = Pid.of(daemons.start("deaf", UNTIL_READY, Body::ignoreAll).pid().getAsLong());
        assertThat(Daemons.stop("deaf", SHORT).state()).isEqualTo(State.STOPPED);
        assertThat(pid.isAlive()).isFalse();

        Pid hung = Pid.of(daemons.start("deaf", UNTIL_READY, Body::standStill).pid().getAsLong());
        Await.until("it stands still", () -> hung.threadStates().matches("T+"));
        assertThatThrownBy(() -> Daemons.ping("deaf", SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(Daemons.stop("deaf", SHORT).ending())
                .contains("it was asked to stop, and killed since it did not within its grace");
        assertThat(hung.isAlive()).isFalse();
    }

    @Test
    void P10_log_isRotated_andNothingOfItIsLost() throws Exception {
        DaemonOptions small = UNTIL_READY.withLog("4k", 4);
        DaemonStatus status =
                daemons.start(
                        "talker",
                        small,
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                System.out.println("line " + i + " " + "x".repeat(100));
                            }
                            Process outside =
                                    new ProcessBuilder("echo", "from outside").inheritIO().start();
                            outside.waitFor();
                            Body.serve();
                        });
        Path log = status.log();
        List<String> lines = new ArrayList<>();
        for (String suffix : List.of(".3", ".2", ".1", "")) {
            Path file = log.resolveSibling("log" + suffix);
            if (Files.exists(file)) {
                assertThat(Files.size(file)).isLessThan(4096 + 200);
                lines.addAll(Files.readAllLines(file));
            }
        }
        assertThat(log.resolveSibling("log.2")).exists();
        assertThat(lines).hasSize(102).contains("from outside", "serving as talker");
        assertThat(lines.subList(0, 100)).allMatch(line -> line.startsWith("line "));
    }

    @Test
    void P10_itsPool_endsWithIt_howeverItEnds(@TempDir Path sessions) {
        // Killed, it leaves the directory of its session, which is swept by the next one there.
        ProcessOptions process =
                ProcessOptions.defaults().withJvmOptions("-Dprocession.directory=" + sessions);
        DaemonStatus status =
                daemons.start("parent", UNTIL_READY.withProcess(process), Body::serveByPool);
        Pid worker = Pid.of(status.lastLogLines().getFirst());
        assertThat(worker.isAlive()).isTrue();
        Pid.of(status.pid().getAsLong()).signal("KILL");
        worker.awaitDeath(Duration.ofSeconds(5));
    }

    @Test
    void P10_handlesOfThisProgram_areRefused_namesThatNoneCanHave_too() throws Exception {
        try (ProcessQueue<String> queue = ProcessQueue.bounded(3)) {
            assertThatThrownBy(() -> daemons.start("x", UNTIL_READY, () -> queue.put("no")))
                    .hasMessageContaining("cannot go to a process that outlives it");
        }
        try (SharedMemory memory = SharedMemory.create(8)) {
            assertThatThrownBy(() -> daemons.start("x", UNTIL_READY, memory::close))
                    .hasMessageContaining("a SharedMemory without a name ends with the program");
        }
        assertThatThrownBy(() -> Daemons.status("../x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name=\"../x\"");
        assertThatThrownBy(Daemons::ready).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Daemons.restart("never"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("there is none to be started again");
    }
}
