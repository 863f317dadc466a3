package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/**
 * One puts, the other completes: either it was put and is given out, or it was refused and is not.
 */
@JCStressTest
@Outcome(id = "true, 7, -2", expect = ACCEPTABLE, desc = "put, given out, and then the end")
@Outcome(id = "false, -2, -2", expect = ACCEPTABLE, desc = "refused, and the end at once")
@Outcome(expect = FORBIDDEN, desc = "put and lost, or refused and there")
@State
public class RingCompleteAgainstPutStress {

    private final TwoQueues queues = new TwoQueues(4);

    @Actor
    public void putter(ZII_Result result) {
        queues.meet();
        result.r1 = TwoQueues.putUnlessCompleted(queues.first, 7);
    }

    @Actor
    public void completer() {
        queues.meet();
        queues.second.complete();
    }

    @Arbiter
    public void end(ZII_Result result) {
        result.r2 = TwoQueues.take(queues.first);
        result.r3 = TwoQueues.take(queues.second);
    }
}
