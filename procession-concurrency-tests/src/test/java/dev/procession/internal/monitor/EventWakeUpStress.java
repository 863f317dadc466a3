package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** One writes, says so, and rings; the other waits until it is said. */
@JCStressTest
@Outcome(
        id = "false, 1",
        expect = ACCEPTABLE,
        desc = "who waited was woken, or did not need it, and sees what was written")
@Outcome(id = "false, 0", expect = FORBIDDEN, desc = "what was written before the ring is not seen")
@Outcome(id = "true, .*", expect = FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = FORBIDDEN, desc = "there is no other way")
@State
public class EventWakeUpStress {

    private final TwoEvents events = new TwoEvents(PatientParking.create());

    @Actor
    public void teller() {
        events.meet();
        events.tell();
        events.first.ring();
    }

    @Actor
    public void waiter(ZI_Result result) {
        events.meet();
        events.awaitTold();
        result.r1 = events.isForgotten();
        result.r2 = events.data();
    }
}
