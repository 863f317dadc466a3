package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.Deaf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/** What workers run. A class of its own, since a worker loads the class that holds its function. */
final class Deed {

    /** Longer than any pool here lets a task run; it bounds what an orphan could do, too. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private Deed() {}

    /** Does a job, having written down that it begins. */
    static Object perform(Job job) throws IOException, InterruptedException {
        Ledger.Pen pen = Ledger.Pen.of(job.ledger());
        pen.begin(job.id());
        act(job);
        Object value = Job.expected(job.id(), job.payload());
        pen.end(job.id());
        return value;
    }

    private static void act(Job job) throws IOException, InterruptedException {
        switch (job.kind()) {
            case QUICK, LARGE -> {}
            case BUSY -> compute(job.micros());
            case SPAWNS -> spawn();
            case THROWS -> throw new IllegalStateException(job.complaint());
            case CANCELLED, ABANDONED, OVERTIME -> Thread.sleep(LONG);
            case DEAF -> Deaf.sleep(LONG);
            case EXITS -> System.exit(0);
            case HALTS -> Runtime.getRuntime().halt(3);
            case SEGFAULTS -> segfault();
        }
    }

    private static void compute(int micros) {
        long end = System.nanoTime() + micros * 1000L;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    /** With this process's streams: nobody may wait for the end of what a grandchild holds open. */
    private static void spawn() throws IOException {
        new ProcessBuilder("sleep", Long.toString(LONG.toSeconds())).inheritIO().start();
    }

    @SuppressWarnings("restricted") // workers have native access
    private static void segfault() {
        MemorySegment.ofAddress(0).reinterpret(Integer.BYTES).set(ValueLayout.JAVA_INT, 0, 1);
    }
}
