package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** One writes two words under the lock, the other reads them under the lock, in plain mode. */
@JCStressTest
@Outcome(id = "-1, -1", expect = ACCEPTABLE, desc = "the reader did not get the lock")
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "the reader was first")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "what was written before unlock is seen")
@Outcome(expect = FORBIDDEN, desc = "half of what was written under the lock is seen")
@State
public class LockPublicationStress {

    private final TwoLocks locks = new TwoLocks();

    @Actor
    public void writer() {
        locks.meet();
        locks.first.lock();
        locks.mine.setIntPlain(TwoLocks.COUNT, 1);
        locks.mine.setIntPlain(TwoLocks.OTHER, 1);
        locks.first.unlock();
    }

    @Actor
    public void reader(II_Result result) {
        locks.meet();
        if (!locks.second.lockSoon()) {
            result.r1 = -1;
            result.r2 = -1;
            return;
        }
        result.r2 = locks.theirs.getIntPlain(TwoLocks.OTHER);
        result.r1 = locks.theirs.getIntPlain(TwoLocks.COUNT);
        locks.second.unlock();
    }
}
