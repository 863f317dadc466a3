package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Two put two each: those of each are in order. */
@JCStressTest
@Outcome(id = "11, 12, 21, 22", expect = ACCEPTABLE, desc = "the first was first")
@Outcome(id = "21, 22, 11, 12", expect = ACCEPTABLE, desc = "the second was first")
@Outcome(
        id = "11, 21, 12, 22|11, 21, 22, 12|21, 11, 12, 22|21, 11, 22, 12",
        expect = ACCEPTABLE,
        desc = "by turns")
@Outcome(expect = FORBIDDEN, desc = "torn, lost, twice, or not in the order of who put them")
@State
public class RingTwoPuttersStress {

    private final TwoQueues queues = new TwoQueues(4);

    @Actor
    public void first() {
        queues.meet();
        TwoQueues.put(queues.first, 11);
        TwoQueues.put(queues.first, 12);
    }

    @Actor
    public void second() {
        queues.meet();
        TwoQueues.put(queues.second, 21);
        TwoQueues.put(queues.second, 22);
    }

    @Arbiter
    public void end(IIII_Result result) {
        result.r1 = TwoQueues.take(queues.first);
        result.r2 = TwoQueues.take(queues.first);
        result.r3 = TwoQueues.take(queues.first);
        result.r4 = TwoQueues.take(queues.first);
    }
}
