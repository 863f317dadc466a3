package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;

/** What a process under load saw and must not be; it ends the process. */
final class Complaint extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Sort sort;

    Complaint(Sort sort, String what) {
        super(what);
        this.sort = sort;
    }

    Sort sort() {
        return sort;
    }
}
