package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Two tell, one of whom waits for what the other has told: neither ring takes the other's. */
@JCStressTest
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "who waited was woken, or did not need it")
@Outcome(id = "true, .*", expect = FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = FORBIDDEN, desc = "there is no other way")
@State
public class EventRungByTwoStress {

    private final TwoEvents events = new TwoEvents(PatientParking.create());

    @Actor
    public void teller() {
        events.meet();
        events.first.ring();
        events.tell();
        events.first.ring();
    }

    @Actor
    public void waiter(ZI_Result result) {
        events.meet();
        events.second.ring();
        events.awaitTold();
        result.r1 = events.isForgotten();
        result.r2 = events.data();
    }
}
