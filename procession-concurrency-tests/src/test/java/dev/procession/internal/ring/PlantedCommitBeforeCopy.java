package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** TAIL is written before the record is. */
@JCStressTest
@Outcome(id = "-1", expect = FORBIDDEN, desc = "it is torn")
@Outcome(expect = ACCEPTABLE, desc = "it is whole, or not there")
@State
public class PlantedCommitBeforeCopy {

    private final TwoQueues queues = new TwoQueues(4);

    @Actor
    public void putter() {
        queues.meet();
        queues.putWithCommitBeforeCopy(7);
    }

    @Actor
    public void taker(I_Result result) {
        queues.meet();
        result.r1 = TwoQueues.takeWhateverItIs(queues.second);
    }
}
