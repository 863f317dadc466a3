package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Two count under the lock, in plain mode. */
@JCStressTest
@Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both were counted, and the lock is free")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "two had it, or one did not see what was written")
@Outcome(expect = FORBIDDEN, desc = "the lock was left as nobody leaves it")
@State
public class LockExclusionStress {

    private final TwoLocks locks = new TwoLocks();

    @Actor
    public void first() {
        locks.meet();
        locks.first.lock();
        TwoLocks.count(locks.mine);
        locks.first.unlock();
    }

    @Actor
    public void second() {
        locks.meet();
        locks.second.lock();
        TwoLocks.count(locks.theirs);
        locks.second.unlock();
    }

    @Arbiter
    public void end(II_Result result) {
        result.r1 = locks.mine.getInt(TwoLocks.COUNT);
        result.r2 = locks.mine.getInt(TwoLocks.LOCK);
    }
}
