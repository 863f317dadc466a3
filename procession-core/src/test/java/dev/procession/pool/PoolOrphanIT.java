package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import dev.procession.testing.Ending;
import dev.procession.testing.Lifelines;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.io.File;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Rows F10 and F12: however a parent ends and whatever the workers of its pools do, none of them
 * survives, nor do the commands that their tasks have started.
 *
 * <p>Each parent has a worker for every {@link Work} and for every {@linkplain #STARTING place} of
 * a start, so that a test is a row of the matrix.
 */
class PoolOrphanIT {

    private static final Duration BOUND = Duration.ofSeconds(1);

    /** A worker that starts must still boot, a whole JVM, and look for its parent by itself. */
    private static final Duration BOUND_OF_A_START = Duration.ofSeconds(10);

    /** Where a worker stands still that is not armed yet. */
    private static final List<String> UNARMED = List.of("child.boot", "child.told", "child.arm");

    private static final List<String> STARTING =
            Stream.concat(UNARMED.stream(), Stream.of("child.armed")).toList();

    @TempDir File folder;

    /** What a worker is at. */
    enum Work {
        IDLE {
            @Override
            void begin() {}
        },
        SLEEPING {
            @Override
            void begin() throws Exception {
                Thread.sleep(Duration.ofMinutes(10));
            }
        },
        SPINNING {
            @Override
            void begin() {
                spin();
            }
        },
        /** In a call of C that never returns. */
        NATIVE {
            @Override
            void begin() throws Throwable {
                pauseForEver();
            }
        },
        /** A collection waits for a thread in a critical call: no Java runs any more. */
        COLLECTING {
            @Override
            void begin() throws Throwable {
                Thread.ofPlatform().daemon().start(Work::spin);
                Thread.ofPlatform().daemon().start(Work::collect);
                pauseForEver(Linker.Option.critical(false));
            }
        },
        /** A shell and what the shell has started, one of it without a parent. */
        COMMAND {
            @Override
            void begin() throws Exception {
                String script = "(sleep 1000 &); sleep 1000 & wait";
                new ProcessBuilder("sh", "-c", script).inheritIO().start().waitFor();
            }
        },
        /** A command that leaves the group, which is how to escape. */
        SETSID {
            @Override
            void begin() throws Exception {
                new ProcessBuilder("setsid", "--fork", "sleep", "2000").start().waitFor();
                Thread.sleep(Duration.ofMinutes(10));
            }
        };

        private static volatile long count;

        abstract void begin() throws Throwable;

        private static void spin() {
            while (true) {
                count++;
            }
        }

        private static void collect() {
            while (true) {
                System.gc();
            }
        }

        /** A signal's handler ends a single pause. */
        private static void pauseForEver(Linker.Option... options) throws Throwable {
            Linker linker = Linker.nativeLinker();
            MethodHandle pause =
                    linker.downcallHandle(
                            linker.defaultLookup().find("pause").orElseThrow(),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT),
                            options);
            while (true) {
                count += (int) pause.invokeExact();
            }
        }

        /** As a task: says which process is at it, and is at it. */
        Object run() throws Exception {
            System.out.println(this + " " + Pools.ownPid());
            try {
                begin();
                return this;
            } catch (Exception | Error thrown) {
                throw thrown;
            } catch (Throwable unexpected) {
                throw new IllegalStateException(unexpected);
            }
        }
    }

    /** A parent of workers in every state, which then ends as it is told to. */
    static final class Parent {
        public static void main(String[] arguments) throws Exception {
            File folder = new File(arguments[0]);
            ProcessPool pool = ProcessPool.of(Work.values().length);
            Pools.startAll(pool, folder, Work.values().length);
            pool.workers().forEach(each -> System.out.println("up " + each.pid()));
            for (String place : STARTING) {
                String fault = place + ":wait=" + new File(folder, place);
                PoolOptions options = Pools.withFault(PoolOptions.defaults(), fault);
                ProcessPool.open(options.withWorkers(1)).run(() -> {});
            }
            // Each for a worker of its own: armed, so that what follows cannot keep it from that.
            Pools.park(new File(folder, "go").getPath());
            for (Work work : EnumSet.complementOf(EnumSet.of(Work.IDLE))) {
                pool.submit(work::run);
            }
            // The last: the worker that has done it would be given the next one, too.
            pool.submit(Work.IDLE::run);
            Ending.awaitOrder();
        }
    }

    private Victim startParent() {
        Victim parent =
                Victim.start(Parent.class, List.of(folder.getPath()), List.of(Lifelines.SOON));
        try {
            for (Pid worker : parent.awaitPids("up ", Work.values().length)) {
                Await.until(worker + " is armed", worker::isArmed);
            }
            for (String place : STARTING) {
                Pools.awaitFile(new File(folder, place + ".reached"));
            }
            Pools.touch(new File(folder, "go").getPath());
            return parent;
        } catch (Throwable failure) {
            parent.close();
            throw failure;
        }
    }

    /** The processes of the workers, once all are at their work. */
    private static Map<Work, Pid> awaitWork(Victim parent) {
        Map<Work, Pid> workers = new EnumMap<>(Work.class);
        for (Work work : Work.values()) {
            workers.put(work, parent.awaitPids(work + " ", 1).getFirst());
        }
        Await.until(
                "no Java runs in the worker that collects",
                () -> workers.get(Work.COLLECTING).threadStates().chars().allMatch(c -> c == 'S'));
        Await.until("the commands run", () -> sleepers(parent, 1000).size() == 2);
        Await.until("one has escaped", () -> sleepers(parent, 2000).size() == 1);
        return workers;
    }

    private static List<Pid> sleepers(Victim parent, int seconds) {
        return parent.family().stream()
                .filter(each -> each.commandLine().equals("sleep " + seconds))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void F10_F12_parentEnds_noWorkerSurvivesWhateverItDoes(Ending ending) {
        try (Victim parent = startParent()) {
            Map<Work, Pid> workers = awaitWork(parent);
            assertThat(workers.values()).doesNotHaveDuplicates().allMatch(Pid::isAlive);
            List<Pid> escaped = sleepers(parent, 2000);
            ending.of(parent);
            for (Map.Entry<Work, Pid> each : workers.entrySet()) {
                Await.until(each + " is gone", BOUND, () -> !each.getValue().isAlive());
            }
            Await.until("the commands are gone", BOUND, () -> sleepers(parent, 1000).isEmpty());
            for (String place : UNARMED) {
                Pools.touch(new File(folder, place).getPath());
            }
            // What has left the group is the user's: README, "What does not work".
            Await.until(
                    "only what has escaped is left",
                    BOUND_OF_A_START,
                    () -> parent.family().equals(escaped));
        }
    }
}
