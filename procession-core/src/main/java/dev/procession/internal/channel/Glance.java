package dev.procession.internal.channel;

/**
 * Decides how long one side of a talk looks for the other's next word before it goes to sleep.
 *
 * <p>On a quiet machine the wake of a halted processor takes ten times as long as all else, so two
 * sides that look gain much. One that looks alone gains nothing, and where both have one processor
 * it only keeps the other from it. So both try at the same times, for which they need no word: for
 * {@value #TRIES} words whenever they have exchanged another {@value #PERIOD}. They go on as long
 * as that is worth it, and try again if it was for long and one of them was held up.
 *
 * <p>Belongs to one thread at a time.
 */
final class Glance {

    /** In turns, of a dozen nanoseconds: longer than a wake, so that both are awake after it. */
    static final int LONGEST = 2500;

    static final int PERIOD = 1024;
    static final int TRIES = 4;

    /**
     * A look that takes longer is not worth it: the other side sleeps, or waits for a processor.
     */
    static final int WORTH = 400;

    /** So many words in time, and it was no accident. */
    static final int STEADY = 64;

    private static final int LEAST = 150;

    private final boolean isUseful;
    private int average;
    private int inTime;
    private int tries;

    /** For this machine. */
    Glance() {
        this(Integer.getInteger(Spinner.PROCESSORS, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * For a machine.
     *
     * @param processors how many it has; with one alone no look is of use
     */
    Glance(int processors) {
        this.isUseful = processors > 1;
    }

    /**
     * Returns how many turns the next look takes at most.
     *
     * @param exchanged how many words each side has had from the other
     */
    int turns(long exchanged) {
        if (!isUseful) {
            return 0;
        }
        if (tries > 0 || exchanged % PERIOD < TRIES) {
            return LONGEST;
        }
        return inTime == 0 ? 0 : 2 * average + LEAST;
    }

    /** Says after how many turns it was found. */
    void found(int turns) {
        if (turns > WORTH) {
            foundTooLate();
            return;
        }
        inTime++;
        tries = 0;
        average += (turns - average) / 8;
    }

    /** Says that it was not found, or only after too many turns. */
    void foundTooLate() {
        if (inTime >= STEADY) {
            tries = TRIES;
        } else if (tries > 0) {
            tries--;
        }
        inTime = 0;
    }
}
