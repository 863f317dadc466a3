package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two put and then count: what was put is counted by whoever puts after that. */
@JCStressTest
@Outcome(
        id = "1, 2|2, 1|2, 2",
        expect = ACCEPTABLE,
        desc = "each counts its own, and the later one both")
@Outcome(expect = FORBIDDEN, desc = "one that was put is not counted")
@State
public class RingSizeAfterPutStress {

    private final TwoQueues queues = new TwoQueues(4);

    @Actor
    public void first(II_Result result) {
        queues.meet();
        TwoQueues.put(queues.first, 1);
        result.r1 = queues.ringOfFirst.size();
    }

    @Actor
    public void second(II_Result result) {
        queues.meet();
        TwoQueues.put(queues.second, 2);
        result.r2 = queues.ringOfSecond.size();
    }
}
