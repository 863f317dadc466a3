package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** There are two, and two take one each. */
@JCStressTest
@Outcome(id = "1, 2, 0|2, 1, 0", expect = ACCEPTABLE, desc = "each has one")
@Outcome(expect = FORBIDDEN, desc = "torn, lost or taken twice")
@State
public class RingTwoTakersStress {

    private final TwoQueues queues = new TwoQueues(4).with(1).with(2);

    @Actor
    public void first(III_Result result) {
        queues.meet();
        result.r1 = TwoQueues.take(queues.first);
    }

    @Actor
    public void second(III_Result result) {
        queues.meet();
        result.r2 = TwoQueues.take(queues.second);
    }

    @Arbiter
    public void end(III_Result result) {
        result.r3 = TwoQueues.take(queues.first);
    }
}
