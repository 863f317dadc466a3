package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.ManagerUnavailableException;
import dev.procession.OwnerDiedException;
import dev.procession.testing.Await;
import dev.procession.testing.Pid;
import dev.procession.testing.Victim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows M4 and M5: a manager that other programs use, and the deaths of all who take part. */
class RemoteProgramsIT {

    private static final Duration LONG = Await.scaled(Duration.ofSeconds(30));

    /** The program that serves, as a user writes it. */
    static final class Service {
        public static void main(String[] arguments) throws Exception {
            Served served = Served.of(arguments);
            try (var manager = served.serve()) {
                ManagedQueue<String> jobs = manager.named("jobs").queue();
                ManagedQueue<Integer> answers = manager.named("answers").queue();
                System.out.println("manager " + manager.pid());
                System.out.println("address " + Served.text(manager.address()));
                for (String job = jobs.take(); !job.equals("end"); job = jobs.take()) {
                    answers.put(job.length());
                }
            }
            System.out.println("closed");
        }
    }

    /** A program that uses it, and has nothing in common with that but the key. */
    static final class Client {
        private static final int TIMES = 25;

        public static void main(String[] arguments) throws Exception {
            Served served = Served.of(arguments);
            try (var manager = served.connect(arguments[2])) {
                ManagedMap<String, Integer> counts = manager.named("counts").map();
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    threads.add(Thread.startVirtualThread(() -> count(counts)));
                }
                for (Thread each : threads) {
                    each.join();
                }
                manager.named("jobs").<String>queue().put("baozi");
                System.out.println("answer " + manager.named("answers").queue().take());
            }
        }

        private static void count(ManagedMap<String, Integer> counts) {
            for (int i = 0; i < TIMES; i++) {
                counts.merge("visits", 1, Integer::sum);
                counts.compute("visits", (key, value) -> value == null ? 1 : value + 1);
            }
        }
    }

    private static Victim start(Class<?> program, Served served, String... more) {
        List<String> arguments = new ArrayList<>(served.arguments());
        arguments.addAll(List.of(more));
        return Victim.start(program, arguments, List.of());
    }

    @ParameterizedTest
    @EnumSource(Served.Way.class)
    void M4_twoClientPrograms_countTogether_andUseAQueue(Served.Way way) throws Exception {
        try (Served served = Served.by(way);
                Victim service = start(Service.class, served)) {
            String address = service.line("address ");
            try (Victim one = start(Client.class, served, address);
                    Victim other = start(Client.class, served, address)) {
                assertThat(one.line("answer ")).isEqualTo("5");
                assertThat(other.line("answer ")).isEqualTo("5");
                assertThat(one.awaitEnd()).isZero();
                assertThat(other.awaitEnd()).isZero();
                assertThat(one.errors()).isEmpty();
            }
            try (var manager = served.connect(address)) {
                assertThat(manager.named("counts").map()).containsEntry("visits", 400);
                assertThat(manager.names()).containsExactly("answers", "counts", "jobs");
                manager.named("jobs").<String>queue().put("end");
            }
            service.line("closed");
            assertThat(service.awaitEnd()).isZero();
            assertThat(service.errors()).isEmpty();
        }
    }

    // ---- deaths of the server ----------------------------------------------------------------

    private static FutureTask<Boolean> startPassing(ManagerFaultsIT.Gate gate) {
        FutureTask<Boolean> passing =
                new FutureTask<>(() -> {
                    gate.pass();
                    return true;
                });
        Thread.startVirtualThread(passing);
        return passing;
    }

    private static void assertTold(FutureTask<Boolean> call, String message) {
        assertThatThrownBy(() -> call.get(LONG.toNanos(), TimeUnit.NANOSECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(ManagerUnavailableException.class)
                .hasMessageStartingWith(message);
    }

    private static void assertDeathIsTold(Served.Way way, boolean ofTheWholeProgram)
            throws Exception {
        try (Served served = Served.by(way);
                Victim service = start(Service.class, served)) {
            Pid server = Pid.of(service.line("manager "));
            String address = service.line("address ");
            try (var manager = served.connect(address)) {
                var gate =
                        manager.named("gate")
                                .register(
                                        ManagerFaultsIT.Gate.class,
                                        ManagerFaultsIT.ClosedGate::new);
                ManagedMap<String, String> map = manager.named("map").map();
                var waiting = startPassing(gate);
                Await.until("it waits", () -> gate.waiting() == 1);
                (ofTheWholeProgram ? service.pid() : server).signal("KILL");
                String message =
                        "["
                                + "manager at "
                                + manager.address()
                                + "] the manager has ended, was closed, or has cut this process"
                                + " off";
                assertTold(waiting, message);
                assertThatThrownBy(() -> map.put("a", "b"))
                        .isInstanceOf(ManagerUnavailableException.class)
                        .hasMessageStartingWith(message)
                        .hasStackTraceContaining("RemoteProgramsIT");
                assertThatThrownBy(manager::names).isInstanceOf(ManagerUnavailableException.class);
            }
            server.awaitDeath(LONG);
        }
    }

    @ParameterizedTest
    @EnumSource(Served.Way.class)
    void M4_M5_managerKilled_whoWaitsAndWhoComesLater_isTold(Served.Way way) throws Exception {
        assertDeathIsTold(way, false);
    }

    @ParameterizedTest
    @EnumSource(Served.Way.class)
    void M4_M5_servingProgramKilled_itsManagerGoesWithIt_andClientsAreTold(Served.Way way)
            throws Exception {
        assertDeathIsTold(way, true);
    }

    @Test
    void M4_M5_managerStopped_callsFailInTime_andGoOnWhenItGoesOn() throws Exception {
        try (Served served = Served.by(Served.Way.TCP);
                var manager = served.serve();
                var connected =
                        served.connect(
                                Served.text(manager.address()),
                                served.options().withAnswerTimeout(ManagerFaultsIT.HASTY))) {
            ManagedMap<String, String> map = connected.named("map").map();
            var gate =
                    connected.register(ManagerFaultsIT.Gate.class, ManagerFaultsIT.ClosedGate::new);
            var waiting = startPassing(gate);
            Await.until("it waits", () -> gate.waiting() == 1);
            ManagerFaultsIT.stop(Pid.of(manager.pid()));
            String message =
                    "[manager at "
                            + connected.address()
                            + "] the manager does not answer: waited="
                            + ManagerFaultsIT.HASTY.toMillis()
                            + " ms";
            try {
                assertThatThrownBy(() -> map.get("a"))
                        .isInstanceOf(ManagerUnavailableException.class)
                        .hasMessageStartingWith(message);
                assertTold(waiting, message);
            } finally {
                Pid.of(manager.pid()).signal("CONT");
            }
            Await.until("it answers again", () -> isAnswered(map));
        }
    }

    private static boolean isAnswered(ManagedMap<String, String> map) {
        try {
            return map.isEmpty();
        } catch (ManagerUnavailableException stillStopped) {
            return false;
        }
    }

    @Test
    void M4_socketFile_goesWithTheManager_andThatOfAKilledOneIsNoObstacle() throws Exception {
        try (Served served = Served.by(Served.Way.UNIX)) {
            try (var manager = served.serve()) {
                Pid.of(manager.pid()).signal("KILL");
                assertThat(manager.awaitEnd().toString()).isEqualTo("signaled(9)");
            }
            try (var again = served.serve();
                    var connected = served.connect(again)) {
                assertThat(connected.names()).isEmpty();
            }
            assertThat(served.folder().resolve("socket")).doesNotExist();
        }
    }

    // ---- deaths of a client ------------------------------------------------------------------

    /** Has a lock, and an element of a joinable queue. */
    static final class Owner {
        public static void main(String[] arguments) throws Exception {
            Served served = Served.of(arguments);
            try (var manager = served.connect(arguments[2])) {
                manager.named("lock").lock().lock();
                manager.named("work").joinableQueue().take();
                System.out.println("has it");
                Thread.currentThread().join();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Served.Way.class)
    void M4_F13_clientKilled_itsLockIsFreeAtOnce_andItsElementIsGivenOutAgain(Served.Way way)
            throws Exception {
        try (Served served = Served.by(way);
                var manager = served.serve()) {
            ManagedLock lock = manager.named("lock").lock();
            ManagedJoinableQueue<String> work = manager.named("work").joinableQueue();
            work.put("of who dies");
            try (Victim owner = start(Owner.class, served, Served.text(manager.address()))) {
                owner.line("has it");
                assertThat(lock.tryLock()).isFalse();
                owner.pid().signal("KILL");
                assertThatThrownBy(lock::lock)
                        .isInstanceOf(OwnerDiedException.class)
                        .hasMessageContaining(
                                "owner=process " + owner.pid().number() + " of another program");
                assertThat(work.poll(LONG)).isEqualTo("of who dies");
            }
            try (var held = lock.hold(LONG)) {
                assertThat(held.ownerDied()).isTrue();
                held.repair();
            }
        }
    }

    /** A process that is stopped is as silent as a machine that has lost its network. */
    @ParameterizedTest
    @EnumSource(names = {"TCP", "TLS"})
    void M4_F17_clientThatVanishesWithoutAWord_isCutOff_andItsLockIsFree(Served.Way way)
            throws Exception {
        try (Served served = Served.by(way);
                var manager =
                        served.serve(served.options().withAnswerTimeout(ManagerFaultsIT.HASTY))) {
            ManagedLock lock = manager.named("lock").lock();
            manager.named("work").joinableQueue().put("anything");
            try (Victim owner = start(Owner.class, served, Served.text(manager.address()));
                    var lively = served.connect(manager)) {
                owner.line("has it");
                owner.pid().signal("STOP");
                try (var held = lock.hold(LONG)) {
                    assertThat(held.ownerDied()).isTrue();
                    held.repair();
                }
                // Silent, too, for as long; but it answers when it is asked.
                assertThat(lively.names()).containsExactly("lock", "work");
            }
        }
    }
}
