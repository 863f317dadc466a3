package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.Z_Result;

/** Step (3) of unlocking is left out. */
@JCStressTest
@Outcome(id = "false", expect = ACCEPTABLE, desc = "who slept was woken")
@Outcome(id = "true", expect = FORBIDDEN, desc = "a wake-up was lost")
@State
public class PlantedUnlockWakesNobody {

    private final PatientParking parking = PatientParking.planted(false);
    private final TwoLocks locks = new TwoLocks(parking);

    @Actor
    public void first() {
        locks.meet();
        locks.first.lock();
        TwoLocks.untilSomebodyComes(locks.mine);
        locks.first.unlock();
    }

    @Actor
    public void second() {
        locks.meet();
        locks.second.lock();
        TwoLocks.untilSomebodyComes(locks.theirs);
        locks.second.unlock();
    }

    @Arbiter
    public void end(Z_Result result) {
        result.r1 = parking.isForgotten();
    }
}
