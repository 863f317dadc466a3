package dev.procession.testing;

import dev.procession.internal.shared.Steps;
import dev.procession.internal.util.Harm;

/**
 * Kills its own process with SIGKILL before the <i>k</i>th access that one thread makes to shared
 * words, or call of the kernel for them: {@code -Dprocession.steps=} and the name of this class.
 *
 * @see KillAtEveryStep
 */
public final class KillAtStep extends Steps {

    private static volatile Thread armed;

    /** The armed thread's own, as is the next. */
    private static int last;

    private static int passed;

    /** Made by the name of the class. */
    public KillAtStep() {}

    /** Has the thread that calls this killed at its step of that number, of those that follow. */
    static void arm(int step) {
        last = step;
        passed = 0;
        armed = Thread.currentThread();
    }

    /** Takes that back; returns how many steps there were. */
    static int disarm() {
        armed = null;
        return passed;
    }

    @Override
    protected void step() {
        if (Thread.currentThread() == armed && ++passed == last) {
            Harm.by("kill");
        }
    }
}
