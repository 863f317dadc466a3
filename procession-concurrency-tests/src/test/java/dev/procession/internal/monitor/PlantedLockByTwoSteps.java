package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.concurrency.Party;
import dev.procession.internal.shared.Words;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Looks whether the lock is free, and then takes it. */
@JCStressTest
@Outcome(id = "2", expect = ACCEPTABLE, desc = "both were counted")
@Outcome(expect = FORBIDDEN, desc = "two had it")
@State
public class PlantedLockByTwoSteps {

    private final TwoLocks locks = new TwoLocks();

    private static void countWith(Words words, Party self) {
        while (words.getInt(TwoLocks.LOCK) != 0) {
            Thread.onSpinWait();
        }
        words.setInt(TwoLocks.LOCK, self.self());
        TwoLocks.count(words);
        words.setInt(TwoLocks.LOCK, 0);
    }

    @Actor
    public void first() {
        locks.meet();
        countWith(locks.mine, Party.FIRST);
    }

    @Actor
    public void second() {
        locks.meet();
        countWith(locks.theirs, Party.SECOND);
    }

    @Arbiter
    public void end(I_Result result) {
        result.r1 = locks.mine.getInt(TwoLocks.COUNT);
    }
}
