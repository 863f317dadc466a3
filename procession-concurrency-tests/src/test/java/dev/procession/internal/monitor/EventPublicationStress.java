package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Who sees that it was rung sees what was written before. */
@JCStressTest
@Outcome(id = "false, 0", expect = ACCEPTABLE, desc = "not rung yet")
@Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "not rung yet, though written")
@Outcome(id = "true, 1", expect = ACCEPTABLE, desc = "rung, and what was written before is seen")
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "rung, and what was written before is not seen")
@State
public class EventPublicationStress {

    private final TwoEvents events = new TwoEvents(PatientParking.create());
    private final int prepared = events.second.prepare();

    @Actor
    public void teller() {
        events.meet();
        events.tell();
        events.first.ring();
    }

    @Actor
    public void looker(ZI_Result result) {
        events.meet();
        result.r1 = events.second.isRung(prepared);
        result.r2 = events.data();
    }
}
