package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two take without the lock. */
@JCStressTest
@Outcome(id = "1, 2|2, 1", expect = ACCEPTABLE, desc = "each has one")
@Outcome(expect = FORBIDDEN, desc = "both have the same")
@State
public class PlantedTakeWithoutLock {

    private final TwoQueues queues = new TwoQueues(4).with(1).with(2);

    @Actor
    public void first(II_Result result) {
        queues.meet();
        result.r1 = TwoQueues.takeWithoutLock(queues.ringOfFirst);
    }

    @Actor
    public void second(II_Result result) {
        queues.meet();
        result.r2 = TwoQueues.takeWithoutLock(queues.ringOfSecond);
    }
}
