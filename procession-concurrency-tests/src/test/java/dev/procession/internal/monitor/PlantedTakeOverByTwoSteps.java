package dev.procession.internal.monitor;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.procession.concurrency.Party;
import dev.procession.internal.shared.Words;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Looks whether the owner has died, and then takes its place without comparing. */
@JCStressTest
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "both have taken it over")
@Outcome(expect = ACCEPTABLE, desc = "one has")
@State
public class PlantedTakeOverByTwoSteps {

    private final TwoLocks locks = new TwoLocks().abandoned();

    private static boolean takeOver(Words words, Party self) {
        boolean isDead = self.isDead(words.getInt(TwoLocks.LOCK));
        if (isDead) {
            words.setInt(TwoLocks.LOCK, self.self());
        }
        return isDead;
    }

    @Actor
    public void first(ZZ_Result result) {
        locks.meet();
        result.r1 = takeOver(locks.mine, Party.FIRST);
    }

    @Actor
    public void second(ZZ_Result result) {
        locks.meet();
        result.r2 = takeOver(locks.theirs, Party.SECOND);
    }
}
