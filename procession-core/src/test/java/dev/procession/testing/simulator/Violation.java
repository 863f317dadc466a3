package dev.procession.testing.simulator;

/** Something that has to hold in every history did not hold in this one. */
final class Violation extends RuntimeException {

    private static final long serialVersionUID = 1;

    Violation(String what) {
        super(what);
    }
}
