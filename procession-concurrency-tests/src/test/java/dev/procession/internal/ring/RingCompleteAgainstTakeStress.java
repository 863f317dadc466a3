package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.internal.monitor.PatientParking;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** One puts and completes, the other takes until the end. */
@JCStressTest
@Outcome(id = "false, 7, -2", expect = ACCEPTABLE, desc = "all that was put, and then the end")
@Outcome(id = "true, .*", expect = FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = FORBIDDEN, desc = "torn, lost, or no end")
@State
public class RingCompleteAgainstTakeStress {

    private final PatientParking parking = PatientParking.create();
    private final TwoQueues queues = new TwoQueues(4, parking);

    @Actor
    public void putter() {
        queues.meet();
        TwoQueues.put(queues.first, 7);
        queues.first.complete();
    }

    @Actor
    public void taker(ZII_Result result) {
        queues.meet();
        result.r2 = TwoQueues.awaitElement(queues.second);
        result.r3 = TwoQueues.awaitElement(queues.second);
        result.r1 = parking.isForgotten();
    }
}
