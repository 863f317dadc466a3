package dev.procession.testing;

import dev.procession.internal.shared.Steps;

/**
 * Does something before the <i>k</i>th access that one thread makes to shared words, or call of the
 * kernel for them: {@code -Dprocession.steps=} and the name of this class.
 *
 * @see KillAtEveryStep
 */
public final class AtStep extends Steps {

    private static volatile Thread armed;

    /** The armed thread's own, as are the next. */
    private static int last;

    private static int passed;
    private static Runnable action;

    /** Made by the name of the class. */
    public AtStep() {}

    /** Has the thread that calls this act at its step of that number, of those that follow. */
    static void arm(int step, Runnable act) {
        last = step;
        passed = 0;
        action = act;
        armed = Thread.currentThread();
    }

    /** Takes that back. */
    static void disarm() {
        armed = null;
    }

    @Override
    protected void step() {
        if (Thread.currentThread() == armed && ++passed == last) {
            disarm();
            action.run();
        }
    }
}
