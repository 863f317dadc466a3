package dev.procession.benchmarks;

import java.io.PrintWriter;

/** Tells on the error stream how far it is: a line for each case, a dot for each round. */
final class Progress {

    private final PrintWriter err;
    private final int cases;
    private int begun;
    private long startNanos;

    Progress(PrintWriter err, int cases) {
        this.err = err;
        this.cases = cases;
    }

    /** Tells on what it is measured. */
    void machine() {
        err.println("bench: " + Machine.describe() + "; compare only within a run");
        err.flush();
    }

    void begin(Case each) {
        begun++;
        startNanos = System.nanoTime();
        err.printf("bench: [%d/%d] %s ", begun, cases, each.name());
        err.flush();
    }

    void round() {
        err.print('.');
        err.flush();
    }

    void end() {
        err.printf(" %.1f s%n", (System.nanoTime() - startNanos) / 1e9);
        err.flush();
    }
}
