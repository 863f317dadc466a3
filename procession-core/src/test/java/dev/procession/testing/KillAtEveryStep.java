package dev.procession.testing;

import dev.procession.ExitStatus;
import dev.procession.OutputMode;
import dev.procession.ProcessOptions;
import dev.procession.TaskAction;
import dev.procession.TaskCallable;
import dev.procession.internal.util.Harm;
import dev.procession.process.JavaProcess;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Has one child after another do the same thing with shared memory, the first killed before its
 * first step, the next before its second, until one comes to the end.
 *
 * {@snippet :
 * int steps = KillAtEveryStep.run(50, child -> {
 *     try (ProcessEvent event = ProcessEvent.create()) {
 *         child.run(() -> event::set);
 *         // the survivors go on, and all is as it should be
 *     }
 * });
 * }
 *
 * <p>Two children at a time, each with memory of its own: starting them takes most of the time.
 */
public final class KillAtEveryStep {

    private static final int AT_A_TIME = 2;
    private static final int SIGKILL = 9;
    private static final ExitStatus END = new ExitStatus.Exited(0);

    private KillAtEveryStep() {}

    /** What is tried for one step: makes the memory, has the child run, looks how others fare. */
    @FunctionalInterface
    public interface Trial {
        void run(Child child) throws Exception;
    }

    /** What a child does. */
    @FunctionalInterface
    public interface Operation {
        void run() throws Exception;
    }

    /** What a child does at its step. */
    private interface SerializableAction extends Runnable, Serializable {}

    /** The child of one trial. */
    public static final class Child {
        private final int step;
        private boolean hasEnded;

        Child(int step) {
            this.step = step;
        }

        /** Returns the number of the step before which it is killed, from 1 on. */
        public int step() {
            return step;
        }

        /** Tells whether it has come to the end instead. */
        public boolean hasEnded() {
            return hasEnded;
        }

        /**
         * Runs it, until its death.
         *
         * @param preparation is done by the child before steps are counted; what it returns is the
         *     operation at one of whose steps it is killed
         */
        public void run(TaskCallable<Operation> preparation) throws InterruptedException {
            ExitStatus status = run(preparation, () -> Harm.by("kill"));
            hasEnded = status.equals(END);
            if (!hasEnded && !status.equals(new ExitStatus.Signaled(SIGKILL))) {
                throw new AssertionError(status.toString());
            }
        }

        /**
         * Runs it to its end, and has it kill another process at the step instead of itself; it
         * goes on when that is gone.
         *
         * @param victim the other one's pid
         * @param preparation as of {@link #run(TaskCallable)}
         */
        public void runAndKill(long victim, TaskCallable<Operation> preparation)
                throws InterruptedException {
            ExitStatus status = run(preparation, () -> kill(victim));
            if (!status.equals(END)) {
                throw new AssertionError(status.toString());
            }
            hasEnded = ProcessHandle.of(victim).isPresent();
        }

        private ExitStatus run(TaskCallable<Operation> preparation, SerializableAction atStep)
                throws InterruptedException {
            ProcessOptions options =
                    ProcessOptions.defaults()
                            .withOutput(OutputMode.CAPTURED)
                            .withJvmOptions(
                                    "-Dprocession.steps=" + AtStep.class.getName(),
                                    // It does not spin, which would be many steps of one kind.
                                    "-XX:ActiveProcessorCount=1",
                                    "-XX:TieredStopAtLevel=1");
            int fatal = step;
            TaskAction all =
                    () -> {
                        Operation operation = preparation.call();
                        AtStep.arm(fatal, atStep);
                        operation.run();
                        AtStep.disarm();
                    };
            try (JavaProcess process = JavaProcess.start(options, all)) {
                if (!process.join(Await.scaled(Duration.ofSeconds(30)))) {
                    throw new AssertionError("it hangs instead of dying at step " + step);
                }
                ExitStatus status = process.exitStatus();
                if (status instanceof ExitStatus.Exited && !status.equals(END)) {
                    throw new AssertionError(status + ": " + process.capturedErrors());
                }
                return status;
            }
        }

        /** Does not wait longer than needed: others who see that it is gone are to be later. */
        private static void kill(long victim) {
            ProcessHandle.of(victim).orElseThrow().destroyForcibly();
            Path process = Path.of("/proc", Long.toString(victim));
            long end = System.nanoTime() + Await.scaled(Duration.ofSeconds(30)).toNanos();
            while (Files.exists(process)) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("it does not die: pid=" + victim);
                }
                Thread.onSpinWait();
            }
        }
    }

    /**
     * Tries one step after the other.
     *
     * @param most no operation has more steps
     * @param trial is made for each of them, two at a time
     * @return how many steps the operation has
     */
    public static int run(int most, Trial trial) throws Exception {
        return run(1, most, trial);
    }

    /**
     * Tries one step after the other, without the first, which only look.
     *
     * @param first the first that is tried, from 1 on
     * @param most no operation has more steps
     * @param trial is made for each of them, two at a time
     * @return how many steps the operation has
     */
    public static int run(int first, int most, Trial trial) throws Exception {
        AtomicInteger next = new AtomicInteger(first - 1);
        AtomicInteger end = new AtomicInteger(most + 1);
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME)) {
            List<Future<?>> all =
                    IntStream.range(0, AT_A_TIME)
                            .<Future<?>>mapToObj(i ->
                                    threads.submit(() -> {
                                        runNext(next, end, trial);
                                        return null;
                                    }))
                            .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }
        if (end.get() > most) {
            throw new AssertionError("it has more steps than " + most);
        }
        return end.get() - 1;
    }

    private static void runNext(AtomicInteger next, AtomicInteger end, Trial trial)
            throws Exception {
        for (int step = next.incrementAndGet(); step < end.get(); step = next.incrementAndGet()) {
            Child child = new Child(step);
            try {
                trial.run(child);
            } catch (Exception | AssertionError failure) {
                throw new AssertionError("killed at step " + step, failure);
            }
            if (child.hasEnded()) {
                end.accumulateAndGet(step, Math::min);
            }
        }
    }
}
