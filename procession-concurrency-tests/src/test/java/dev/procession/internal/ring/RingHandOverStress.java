package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** One puts, the other takes if there is something. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "it was not there yet")
@Outcome(id = "7", expect = ACCEPTABLE, desc = "it is whole")
@Outcome(id = "-1", expect = FORBIDDEN, desc = "it is torn")
@Outcome(expect = FORBIDDEN, desc = "nobody has put that")
@State
public class RingHandOverStress {

    private final TwoQueues queues = new TwoQueues(4);

    @Actor
    public void putter() {
        queues.meet();
        TwoQueues.put(queues.first, 7);
    }

    @Actor
    public void taker(I_Result result) {
        queues.meet();
        result.r1 = TwoQueues.take(queues.second);
    }
}
