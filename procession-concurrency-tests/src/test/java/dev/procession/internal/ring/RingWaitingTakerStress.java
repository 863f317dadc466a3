package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.internal.monitor.PatientParking;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** One puts, the other waits for it. */
@JCStressTest
@Outcome(id = "false, 7", expect = ACCEPTABLE, desc = "it was woken, or did not need it")
@Outcome(id = "true, .*", expect = FORBIDDEN, desc = "a wake-up was lost")
@Outcome(id = "false, -1", expect = FORBIDDEN, desc = "it is torn")
@Outcome(expect = FORBIDDEN, desc = "nobody has put that")
@State
public class RingWaitingTakerStress {

    private final PatientParking parking = PatientParking.create();
    private final TwoQueues queues = new TwoQueues(4, parking);

    @Actor
    public void putter() {
        queues.meet();
        TwoQueues.put(queues.first, 7);
    }

    @Actor
    public void taker(ZI_Result result) {
        queues.meet();
        result.r2 = TwoQueues.awaitElement(queues.second);
        result.r1 = parking.isForgotten();
    }
}
