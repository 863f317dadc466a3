package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** Two lock, and unlock when the other one is just about to sleep. */
@JCStressTest
@Outcome(id = "false, 2, 0", expect = ACCEPTABLE, desc = "both had it, who slept was woken")
@Outcome(id = "true, .*", expect = FORBIDDEN, desc = "a wake-up was lost")
@Outcome(expect = FORBIDDEN, desc = "two had it, or the lock was left as nobody leaves it")
@State
public class LockWakeUpStress {

    private final PatientParking parking = PatientParking.create();
    private final TwoLocks locks = new TwoLocks(parking);

    @Actor
    public void first() {
        locks.meet();
        locks.first.lock();
        TwoLocks.count(locks.mine);
        TwoLocks.untilSomebodyComes(locks.mine);
        locks.first.unlock();
    }

    @Actor
    public void second() {
        locks.meet();
        locks.second.lock();
        TwoLocks.count(locks.theirs);
        TwoLocks.untilSomebodyComes(locks.theirs);
        locks.second.unlock();
    }

    @Arbiter
    public void end(ZII_Result result) {
        result.r1 = parking.isForgotten();
        result.r2 = locks.mine.getInt(TwoLocks.COUNT);
        result.r3 = locks.mine.getInt(TwoLocks.LOCK);
    }
}
