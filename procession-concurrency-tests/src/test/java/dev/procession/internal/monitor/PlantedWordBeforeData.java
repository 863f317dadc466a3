package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Rings before it has written. */
@JCStressTest
@Outcome(id = "true, 0", expect = FORBIDDEN, desc = "rung, and nothing was written")
@Outcome(expect = ACCEPTABLE, desc = "not rung, or written in time")
@State
public class PlantedWordBeforeData {

    private final TwoEvents events = new TwoEvents(PatientParking.planted(true));
    private final int prepared = events.second.prepare();

    @Actor
    public void teller() {
        events.meet();
        events.first.ring();
        events.tell();
    }

    @Actor
    public void looker(ZI_Result result) {
        events.meet();
        result.r1 = events.second.isRung(prepared);
        result.r2 = events.data();
    }
}
