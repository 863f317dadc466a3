package dev.procession.manager;

import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/** What a barrier in a manager does. None of it is brief: the action may take its time. */
interface BarrierOps {

    int await(long nanos) throws InterruptedException, BrokenBarrierException, TimeoutException;

    void reset();

    void abort();

    boolean isBroken();

    int waiting();
}
