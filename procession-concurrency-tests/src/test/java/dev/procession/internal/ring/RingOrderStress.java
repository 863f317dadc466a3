package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** One puts three where there is room for two, the other takes three: both wait for each other. */
@JCStressTest
@Outcome(id = "1, 2, 3", expect = ACCEPTABLE, desc = "in the order in which they were put")
@Outcome(expect = FORBIDDEN, desc = "torn, lost, twice, or in another order")
@State
public class RingOrderStress {

    private final TwoQueues queues = new TwoQueues(2);

    @Actor
    public void putter() {
        queues.meet();
        TwoQueues.awaitRoom(queues.first, 1);
        TwoQueues.awaitRoom(queues.first, 2);
        TwoQueues.awaitRoom(queues.first, 3);
    }

    @Actor
    public void taker(III_Result result) {
        queues.meet();
        result.r1 = TwoQueues.awaitElement(queues.second);
        result.r2 = TwoQueues.awaitElement(queues.second);
        result.r3 = TwoQueues.awaitElement(queues.second);
    }
}
