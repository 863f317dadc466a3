package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import java.util.List;
import java.util.Map;

/**
 * What a run came to.
 *
 * @param kills processes that died of what was done to them
 * @param work what was done meanwhile, each under its name, in the order of reports
 * @param lost what never ended, or never arrived
 * @param duplicated what began, ended or arrived twice
 * @param orphans processes that outlived their target
 * @param leaked descriptors, threads, files and mappings that were left behind
 * @param wrong values that were not the expected ones, and failures that nothing explains
 * @param findings all that is not zero, in words; the first of them
 */
record Verdict(
        long kills,
        Map<String, Long> work,
        long lost,
        long duplicated,
        long orphans,
        long leaked,
        long wrong,
        List<String> findings) {

    static Verdict of(long kills, Map<String, Long> work, Findings findings) {
        return new Verdict(
                kills,
                work,
                findings.count(Sort.LOST),
                findings.count(Sort.DUPLICATED),
                findings.count(Sort.ORPHAN),
                findings.count(Sort.LEAKED),
                findings.count(Sort.WRONG),
                findings.told());
    }

    /** Tells whether all ended once and rightly, and nothing is left. */
    boolean isGood() {
        return lost == 0 && duplicated == 0 && orphans == 0 && leaked == 0 && wrong == 0;
    }
}
