package dev.procession.contract;

import dev.procession.TaskCallable;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/** Tells how waits at barriers have ended. */
public final class Passing {

    private Passing() {}

    /** With an index, or with what a failure says. */
    public static String outcome(TaskCallable<Integer> wait) throws Exception {
        try {
            return "index " + wait.call();
        } catch (BrokenBarrierException | TimeoutException | ArithmeticException failure) {
            return String.valueOf(failure.getMessage());
        }
    }
}
