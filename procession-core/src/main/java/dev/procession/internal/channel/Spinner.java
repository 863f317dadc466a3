package dev.procession.internal.channel;

/**
 * Decides how long to look for news before going to sleep.
 *
 * <p>On a quiet machine the wake of a halted processor takes longer than a short task and its way
 * there and back, so a short look saves most of the time. On a busy one it only takes the processor
 * from whoever would bring the news. So it is learned: a look that was worth it sets the limit to
 * twice the turns it took, at once if that is more than before, slowly if it is less; one in vain
 * lowers it by a quarter. Every {@value #PROBE}th wait is a long look, longer than the wake of the
 * other side takes, to notice that times have changed: both sides must begin to look before either
 * gains from it.
 *
 * <p>Belongs to one thread at a time.
 */
public final class Spinner {

    private static final int MOST = 2500;
    private static final int LEAST = 10;
    private static final int PROBE = 512;

    /**
     * How many processors the machine has, where a worker is told of fewer. What matters here is
     * that the other side may run while this one looks.
     */
    public static final String PROCESSORS = "procession.processors";

    private static final boolean USEFUL =
            Integer.getInteger(PROCESSORS, Runtime.getRuntime().availableProcessors()) > 1;

    private int average;
    private int waits;

    /** Creates a spinner that has learned nothing. */
    public Spinner() {}

    /** How many turns the next look may take. */
    public int limit() {
        if (!USEFUL) {
            return 0;
        }
        waits++;
        return waits % PROBE == 0 ? MOST : Math.min(MOST, 2 * average + LEAST);
    }

    /** The look was worth it. */
    public void hit(int turns) {
        average = turns > average ? turns : average - (average - turns) / 8;
    }

    /** The look was in vain. */
    public void miss() {
        average -= (average + 3) / 4;
    }
}
