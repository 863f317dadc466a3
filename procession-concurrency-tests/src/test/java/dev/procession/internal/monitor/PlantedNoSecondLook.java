package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Who waits does not look again between saying so and sleeping. */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "who waited was woken, or did not need it")
@Outcome(id = "true", expect = FORBIDDEN, desc = "a wake-up was lost")
@State
public class PlantedNoSecondLook {

    private final TwoEvents events = new TwoEvents(PatientParking.planted(true));

    @Actor
    public void teller() {
        events.meet();
        events.tell();
        events.first.ring();
    }

    @Actor
    public void waiter(Z_Result result) {
        events.meet();
        events.awaitToldWithoutSecondLook();
        result.r1 = events.isForgotten();
    }
}
