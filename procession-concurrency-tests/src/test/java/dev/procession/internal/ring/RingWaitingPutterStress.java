package dev.procession.internal.ring;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.internal.monitor.PatientParking;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** The queue is full: one waits for room, the other takes. */
@JCStressTest
@Outcome(id = "false, 7, 8", expect = ACCEPTABLE, desc = "it was woken, or did not need it")
@Outcome(id = "true, .*", expect = FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = FORBIDDEN, desc = "torn, lost, or in another order")
@State
public class RingWaitingPutterStress {

    private final PatientParking parking = PatientParking.create();
    private final TwoQueues queues = new TwoQueues(1, parking).with(7);

    @Actor
    public void putter() {
        queues.meet();
        TwoQueues.awaitRoom(queues.first, 8);
    }

    @Actor
    public void taker(ZII_Result result) {
        queues.meet();
        result.r2 = TwoQueues.take(queues.second);
    }

    @Arbiter
    public void end(ZII_Result result) {
        result.r1 = parking.isForgotten();
        result.r3 = TwoQueues.take(queues.second);
    }
}
