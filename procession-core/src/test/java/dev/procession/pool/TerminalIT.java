package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.File;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row F25: Ctrl-C, which a terminal sends to all processes of its foreground group at once. What
 * becomes of the tasks is the parent's business, and no worker is ahead of it.
 */
class TerminalIT {

    private static final Duration BOUND = Duration.ofSeconds(1);

    @TempDir File folder;

    /** A parent whose tasks run until a file is there, one of them behind an outside command. */
    static final class Parent {
        private static final int TASKS = 3;

        public static void main(String[] arguments) throws Exception {
            String gate = arguments[1];
            List<CompletableFuture<Long>> running = new ArrayList<>();
            if (arguments[0].equals("handles")) {
                onInterrupt(() -> System.out.println("interrupted"));
            } else {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> print(running)));
            }
            try (var pool = ProcessPool.of(TASKS)) {
                running.add(pool.submit(() -> behindACommand(gate)));
                for (int i = 1; i < TASKS; i++) {
                    running.add(pool.submit(() -> work(gate)));
                }
                print(running);
            }
        }

        private static long work(String gate) {
            System.out.println("running " + Pools.ownPid());
            Pools.park(gate);
            return Pools.ownPid();
        }

        private static long behindACommand(String gate) throws Exception {
            System.out.println("running " + Pools.ownPid());
            String script = "until [ -e " + gate + " ]; do sleep 0.01; done";
            int status = new ProcessBuilder("sh", "-c", script).start().waitFor();
            return status == 0 ? Pools.ownPid() : -status;
        }

        private static void print(List<CompletableFuture<Long>> running) {
            for (CompletableFuture<Long> each : running) {
                System.out.println(
                        each.handle((pid, thrown) -> thrown == null ? "done " + pid : "" + thrown)
                                .join());
            }
        }

        /** By reflection, since the compiler warns of the only interface that there is. */
        private static void onInterrupt(Runnable action) throws ReflectiveOperationException {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours =
                    Proxy.newProxyInstance(
                            Parent.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (proxy, method, its) -> {
                                action.run();
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("INT"), ours);
        }
    }

    private Victim start(String how, File gate) {
        assumeFalse(
                Pid.of(Pools.ownPid()).ignoresInterrupt(),
                "what started the tests has SIGINT ignored, as a shell does for background jobs");
        return Victim.startInOwnGroup(Parent.class, how, gate.getPath());
    }

    @Test
    void F25_interruptOfTheGroup_parentHandlesIt_tasksRunOn() {
        File gate = new File(folder, "gate");
        try (Victim parent = start("handles", gate)) {
            List<Pid> workers = parent.awaitPids("running ", Parent.TASKS);
            parent.pid().signalGroup("INT");
            parent.line("interrupted");
            assertThat(workers).allMatch(Pid::isAlive);
            Pools.touch(gate.getPath());
            assertThat(parent.awaitEnd()).isZero();
            assertThat(parent.output().stream().filter(each -> each.startsWith("done ")))
                    .containsExactlyInAnyOrderElementsOf(
                            workers.stream().map(each -> "done " + each.number()).toList());
            parent.awaitNoSurvivors(BOUND);
        }
    }

    @Test
    void F25_interruptOfTheGroup_parentEnds_andSaysThatItEndedTheWorkers() {
        File gate = new File(folder, "gate");
        try (Victim parent = start("ends", gate)) {
            parent.awaitPids("running ", Parent.TASKS);
            parent.pid().signalGroup("INT");
            assertThat(parent.awaitEnd()).isEqualTo(130);
            assertThat(parent.output().stream().filter(each -> !each.startsWith("running ")))
                    .hasSizeGreaterThanOrEqualTo(Parent.TASKS)
                    .allMatch(each -> each.contains("killed by us: its parent's JVM shuts down"));
            parent.awaitNoSurvivors(BOUND);
        }
    }
}
