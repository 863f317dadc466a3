package dev.procession.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.CodecException;
import dev.procession.ExitStatus;
import dev.procession.MemoryLimitException;
import dev.procession.RemoteException;
import dev.procession.TaskTimeoutException;
import dev.procession.WorkerDiedException;
import dev.procession.internal.util.Harm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What must become of a task that meets a {@link Way} to fail in a {@link Phase} in a worker: the
 * exact type, its fields, its message.
 *
 * @param phase the phase
 * @param way the way
 * @param limit the time limit of a way that hangs
 */
record Verdict(Phase phase, Way way, Duration limit) {

    /** Tells whether the worker lives on. */
    boolean workerLives() {
        return !way.isDeath() && !way.isHang() && !way.isExhaustion() && phase.isOfUsers();
    }

    /** Checks how a task failed on a worker of a pool. */
    void check(Throwable thrown, String pool, String task, long pid) throws IOException {
        if (way.isHang()) {
            checkTimeout(thrown, pool, task);
        } else if (way.isDeath() || !phase.isOfUsers()) {
            checkDeath(thrown, pool, task, pid);
        } else if (way.isExhaustion()) {
            checkMemory(thrown, task);
        } else if (phase == Phase.RUN) {
            checkThrown(thrown, pool);
        } else {
            checkCodec(thrown);
        }
    }

    // ---- what a task throws ------------------------------------------------------------------

    /** The exception itself, or its mirror; with the frames of the worker. */
    private void checkThrown(Throwable thrown, String pool) {
        assertThat(thrown.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(Harm.class.getName()));
        checkOriginal(thrown);
    }

    private void checkOriginal(Throwable thrown) {
        switch (way) {
            case EXCEPTION ->
                    assertThat(thrown)
                            .isExactlyInstanceOf(IllegalStateException.class)
                            .hasMessage(Harm.MESSAGE);
            case ERROR ->
                    assertThat(thrown)
                            .isExactlyInstanceOf(AssertionError.class)
                            .hasMessage(Harm.MESSAGE);
            case STACK -> assertThat(thrown).isExactlyInstanceOf(StackOverflowError.class);
            case CYCLIC -> {
                assertThat(thrown)
                        .isExactlyInstanceOf(Harm.CyclicException.class)
                        .hasMessage(Harm.MESSAGE);
                assertThat(((Harm.CyclicException) thrown).self).isSameAs(thrown);
                assertThat(thrown.getCause().getCause()).isSameAs(thrown);
            }
            case ABSENT -> checkMirror(thrown, Harm.ABSENT, Harm.MESSAGE, Harm.ABSENT);
            case MUTE ->
                    checkMirror(
                            thrown,
                            Harm.MuteException.class.getName(),
                            null,
                            "getMessage() threw java.lang.IllegalStateException");
            case HUGE ->
                    checkMirror(
                            thrown, Harm.HugeException.class.getName(), Harm.MESSAGE, "1048576");
            default -> throw new AssertionError("not thrown by a task: " + way);
        }
    }

    private static void checkMirror(
            Throwable thrown, String className, String message, String whyNotOriginal) {
        assertThat(thrown)
                .isExactlyInstanceOf(RemoteException.class)
                .hasMessageStartingWith(className)
                .hasMessageContaining(whyNotOriginal);
        RemoteException mirror = (RemoteException) thrown;
        assertThat(mirror.remoteClassName()).isEqualTo(className);
        assertThat(mirror.remoteMessage()).isEqualTo(message);
    }

    // ---- what the worker cannot decode or encode ---------------------------------------------

    private void checkCodec(Throwable thrown) {
        assertThat(thrown)
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageStartingWith(phase.root);
        if (way != Way.STACK) {
            assertThat(thrown).hasMessageContaining(nameOfThrown(way));
        }
        assertThat(thrown.getCause()).as("cause").isNotNull();
        if (way.isMirrored()) {
            assertThat(thrown.getCause()).isExactlyInstanceOf(RemoteException.class);
            assertThat(((RemoteException) thrown.getCause()).remoteClassName())
                    .isEqualTo(nameOfThrown(way));
        } else {
            checkOriginal(thrown.getCause());
        }
    }

    /** The class of what a way throws. */
    static String nameOfThrown(Way way) {
        return switch (way) {
            case EXCEPTION -> IllegalStateException.class.getName();
            case ERROR -> AssertionError.class.getName();
            case STACK -> StackOverflowError.class.getName();
            case ABSENT -> Harm.ABSENT;
            case MUTE -> Harm.MuteException.class.getName();
            case CYCLIC -> Harm.CyclicException.class.getName();
            case HUGE -> Harm.HugeException.class.getName();
            case HEAP, METASPACE -> OutOfMemoryError.class.getName();
            default -> throw new AssertionError("throws nothing: " + way);
        };
    }

    private void checkMemory(Throwable thrown, String task) {
        assertThat(thrown)
                .isExactlyInstanceOf(MemoryLimitException.class)
                .hasMessageContaining(task + " ran out of memory: ")
                .hasMessageContaining(way == Way.HEAP ? "Java heap space" : "Metaspace")
                .hasRootCauseInstanceOf(OutOfMemoryError.class);
    }

    // ---- what ends the worker ----------------------------------------------------------------

    private void checkDeath(Throwable thrown, String pool, String task, long pid)
            throws IOException {
        assertThat(thrown).isExactlyInstanceOf(WorkerDiedException.class);
        WorkerDiedException death = (WorkerDiedException) thrown;
        assertThat(death.exitStatus()).isEqualTo(status());
        assertThat(death.pid()).isEqualTo(pid);
        assertThat(death.death().worker()).startsWith(pool + "-");
        assertThat(death.death().likelyCause())
                .as(() -> "cause, by " + death.death().lastErrorLines())
                .contains(likelyCause());
        assertThat(death)
                .hasMessageStartingWith(
                        "[pool "
                                + pool
                                + "] worker "
                                + death.death().worker()
                                + " died while running "
                                + task
                                + ": pid="
                                + pid
                                + ", status="
                                + status()
                                + "; "
                                + death.death().likelyCause());
        if (way == Way.SEGFAULT) {
            checkReport(death);
        } else {
            assertThat(death.death().crashReport()).isNull();
        }
    }

    ExitStatus status() {
        return switch (way) {
            case EXIT_0 -> ExitStatus.exited(0);
            case EXIT_3 -> ExitStatus.exited(3);
            case HALT -> ExitStatus.exited(7);
            case KILL -> ExitStatus.signaled(9);
            case SEGFAULT -> ExitStatus.signaled(11);
            default -> ExitStatus.exited(1);
        };
    }

    String likelyCause() {
        return switch (way) {
            case EXIT_0 -> "System.exit(0) was called at ";
            case EXIT_3 -> "System.exit(3) was called at ";
            case HALT -> "halt(7)";
            case KILL -> "killed from outside by SIGKILL";
            case SEGFAULT -> "segmentation fault (SIGSEGV)";
            case HEAP, METASPACE -> "java.lang.OutOfMemoryError";
            case MUTE ->
                    "its main thread ended with something that could not be printed: "
                            + IllegalStateException.class.getName();
            // Only the end of the long trace is kept.
            case STACK -> "its JVM shut down by itself with code 1";
            default -> "its main thread ended with " + nameOfThrown(way);
        };
    }

    private static void checkReport(WorkerDiedException death) throws IOException {
        String report = death.death().crashReport();
        assertThat(report).isNotNull();
        assertThat(Path.of(report)).exists();
        Files.delete(Path.of(report));
        assertThat(death.death().problematicFrame()).contains("Unsafe_PutInt");
        assertThat(death)
                .hasMessageContaining("problematic frame: " + death.death().problematicFrame())
                .hasMessageContaining("crash report: " + report);
    }

    // ---- what must be ended ------------------------------------------------------------------

    private void checkTimeout(Throwable thrown, String pool, String task) {
        assertThat(thrown)
                .isExactlyInstanceOf(TaskTimeoutException.class)
                .hasMessageStartingWith("[pool " + pool + "] " + task + " on worker " + pool + "-")
                .hasMessageContaining(
                        " exceeded its time limit: limit=" + limit.toMillis() + " ms; ");
        TaskTimeoutException timeout = (TaskTimeoutException) thrown;
        assertThat(timeout.limit()).isEqualTo(limit);
        if (timeout.workerStack().isEmpty()) {
            assertThat(timeout).hasMessageContaining("; no stack: " + whyNoStack(timeout));
        } else {
            // A stopped worker cannot answer.
            assertThat(way).isNotEqualTo(Way.STOP);
            assertThat(timeout.workerStack())
                    .anyMatch(frame -> frame.getClassName().equals(Harm.class.getName()));
            assertThat(timeout)
                    .hasMessageContaining("; it was at " + timeout.workerStack().getFirst());
        }
    }

    /** A busy machine may not answer in time either. */
    private String whyNoStack(TaskTimeoutException timeout) {
        boolean hasEnded = phase == Phase.SEND_RESULT && timeout.getMessage().contains("had ended");
        return hasEnded ? "the task had ended by then" : "the worker did not answer within 200 ms";
    }
}
