package dev.procession.benchmarks;

import java.io.IOException;

/**
 * A contestant that is not yet open.
 *
 * @param name how results call it
 * @param opener makes it ready
 */
record Entrant(String name, Opener opener) {

    /** The name of ours, which comes first in every case. */
    static final String OURS = "procession";

    /** The name of ours where each message becomes a new array. */
    static final String OURS_ANEW = "procession, anew";

    /** The name of CPython's {@code multiprocessing}. */
    static final String CPYTHON = "cpython";

    /** The name of the Process Pool for Java. */
    static final String PP4J = "pp4j";

    /** The name of a plain JVM. */
    static final String JAVA = "java";

    /** The name of the kernel's bare {@code futex}. */
    static final String FUTEX = "futex";

    /** Makes a contestant ready. */
    @FunctionalInterface
    interface Opener {
        /**
         * Opens it.
         *
         * @throws IOException if it is not there or does not start
         */
        Contestant open() throws IOException, InterruptedException;
    }
}
