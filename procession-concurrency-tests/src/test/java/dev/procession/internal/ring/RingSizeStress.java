package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** There is one; again and again it is taken and another one is put, while somebody counts. */
@JCStressTest
@Outcome(id = "0", expect = ACCEPTABLE, desc = "between taking and putting, each time")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "when there was one, at least once")
@Outcome(expect = FORBIDDEN, desc = "so many were never there")
@State
public class RingSizeStress {

    private final TwoQueues queues = new TwoQueues(4).with(1);

    @Actor
    public void changer() {
        queues.meet();
        for (int round = 0; round < 5; round++) {
            TwoQueues.take(queues.first);
            TwoQueues.put(queues.first, 2);
        }
    }

    @Actor
    public void counter(I_Result result) {
        queues.meet();
        result.r1 = queues.mostOfSize();
    }
}
