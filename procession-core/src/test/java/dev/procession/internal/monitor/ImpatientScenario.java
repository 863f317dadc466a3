package dev.procession.internal.monitor;

import java.util.random.RandomGenerator;

/** As {@link LockScenario}, with many who leave without the lock after they have slept. */
class ImpatientScenario extends LockScenario {

    private static final int[] WAYS = {2, 2, 3, 4, 5};

    @Override
    public int mostDeaths() {
        return 0;
    }

    @Override
    int way(RandomGenerator random) {
        return WAYS[random.nextInt(WAYS.length)];
    }
}
