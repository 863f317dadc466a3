package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/**
 * The event word is rung without the fence before: every processor lets the look at the word
 * overtake the change.
 */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "who waited was woken, or did not need it")
@Outcome(id = "true", expect = FORBIDDEN, desc = "a wake-up was lost")
@State
public class PlantedRingWithoutFence {

    private final TwoEvents events = new TwoEvents(PatientParking.planted(true));

    @Actor
    public void teller() {
        events.meet();
        events.tell();
        events.ringWithoutFence();
    }

    @Actor
    public void waiter(Z_Result result) {
        events.meet();
        events.awaitTold();
        result.r1 = events.isForgotten();
    }
}
