package dev.procession.benchmarks.chaos;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Does harm at random instants, until it is told to end; on a thread of its own. */
final class Killer implements Runnable {

    private static final int LONGEST_PAUSE_MILLIS = 70;

    private final List<Prey> prey;
    private final Random random;
    private final CountDownLatch ended = new CountDownLatch(1);

    /**
     * Prepares.
     *
     * @param prey what is harmed, one as often as another
     * @param random where its choices come from
     */
    Killer(List<Prey> prey, Random random) {
        this.prey = prey;
        this.random = random;
    }

    /** Ends it; nothing stays stopped. */
    void end() {
        ended.countDown();
    }

    @Override
    public void run() {
        try {
            while (!ended.await(random.nextInt(LONGEST_PAUSE_MILLIS), TimeUnit.MILLISECONDS)) {
                prey.forEach(each -> each.release(false));
                prey.get(random.nextInt(prey.size())).strike();
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } finally {
            prey.forEach(each -> each.release(true));
        }
    }
}
