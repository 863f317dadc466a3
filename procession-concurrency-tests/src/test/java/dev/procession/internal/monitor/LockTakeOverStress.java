package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The owner has died: two lock, and go on one after the other. */
@JCStressTest
@Outcome(id = "TAKEN_OVER, LOCKED", expect = ACCEPTABLE, desc = "the first has taken it over")
@Outcome(id = "LOCKED, TAKEN_OVER", expect = ACCEPTABLE, desc = "the second has taken it over")
@Outcome(
        id = "TAKEN_OVER, TAKEN_OVER",
        expect = FORBIDDEN,
        desc = "both believe that they have taken it over")
@Outcome(id = "LOCKED, LOCKED", expect = FORBIDDEN, desc = "nobody was told of the death")
@Outcome(id = "two .*|.* two", expect = FORBIDDEN, desc = "two had it at the same time")
@Outcome(expect = FORBIDDEN, desc = "somebody did not get it")
@State
public class LockTakeOverStress {

    private final TwoLocks locks = new TwoLocks().abandoned();

    @Actor
    public void first(LL_Result result) {
        locks.meet();
        LockWord.Result had = locks.first.lock();
        result.r1 = had + TwoLocks.remark(locks.mine);
        locks.first.unlock();
    }

    @Actor
    public void second(LL_Result result) {
        locks.meet();
        LockWord.Result had = locks.second.lock();
        result.r2 = had + TwoLocks.remark(locks.theirs);
        locks.second.unlock();
    }
}
