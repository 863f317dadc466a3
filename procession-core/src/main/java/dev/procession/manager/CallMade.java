package dev.procession.manager;

import java.io.Serial;

/** Ends a run of a function of a batch at its call, whose answer there is not yet. */
final class CallMade extends Error {

    @Serial private static final long serialVersionUID = 1L;

    /** Has no stack: to make one costs nothing. */
    CallMade() {
        super("a call of a batch, which is answered later", null, false, false);
    }
}
