package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An owner dies after it has written; who does not wait takes over, and sees that. */
@JCStressTest
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "it had not died yet")
@Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "what it wrote is seen by who takes over")
@Outcome(id = "1, 0", expect = FORBIDDEN, desc = "what it wrote is not seen by who takes over")
@Outcome(expect = FORBIDDEN, desc = "there is no other way")
@State
public class LockTakeOverPublicationStress {

    private final TwoLocks locks = new TwoLocks().ofFirst();
    private final Mortal table = new Mortal(locks.theirs);
    private final LockWord second =
            new LockWord(locks.theirs, TwoLocks.LOCK, table, Parking.current());

    @Actor
    public void dying() {
        locks.meet();
        locks.mine.setIntPlain(TwoLocks.COUNT, 1);
        Mortal.die(locks.mine);
    }

    @Actor
    public void heir(II_Result result) {
        locks.meet();
        boolean isTakenOver = second.lock(0) == LockWord.Result.TAKEN_OVER;
        result.r1 = isTakenOver ? 1 : 0;
        result.r2 = isTakenOver ? locks.theirs.getIntPlain(TwoLocks.COUNT) : 0;
    }
}
