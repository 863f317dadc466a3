package dev.procession.benchmarks.chaos;

import java.util.List;

/**
 * What a run came to.
 *
 * @param kills workers that died of what was done to them
 * @param tasks tasks that were submitted
 * @param lost tasks that never ended
 * @param duplicated tasks that began twice, or ended twice
 * @param orphans processes that outlived the pool
 * @param leaked descriptors, threads, files and mappings that the pool left behind
 * @param wrong values that were not the expected ones, and failures that nothing explains
 * @param findings all that is not zero, in words; the first of them
 */
record Verdict(
        long kills,
        long tasks,
        long lost,
        long duplicated,
        long orphans,
        long leaked,
        long wrong,
        List<String> findings) {

    /** Tells whether every task ended once and rightly, and nothing is left. */
    boolean isGood() {
        return lost == 0 && duplicated == 0 && orphans == 0 && leaked == 0 && wrong == 0;
    }
}
