package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The wake protocol of the bells, as {@link WorkerLane#finish} and the leader of a pool follow it,
 * in every interleaving; and the variations that must not work, to see that the checker finds them.
 *
 * <p>Words: 0 and 1 are the program counters of worker and leader; then DONE, SLEEP, the bytes in
 * the bell, how many results the leader has harvested, and WAKE_AT.
 */
class WakeProtocolModelTest {

    private static final int WORKER = 0;
    private static final int LEADER = 1;
    private static final int DONE = 2;
    private static final int SLEEP = 3;
    private static final int BELL = 4;
    private static final int HARVESTED = 5;
    private static final int WAKE_AT = 6;

    private static final int TASKS = 4;

    private static boolean go(int[] state, int process, int counter) {
        state[process] = counter;
        return true;
    }

    /** Publishes each result, then rings if the leader sleeps and wants it by now. */
    private static ModelChecker.Step[] worker() {
        return new ModelChecker.Step[] {
            s -> {
                s[DONE]++;
                return go(s, WORKER, 1);
            },
            s -> go(s, WORKER, s[DONE] >= s[WAKE_AT] || s[DONE] == TASKS ? 2 : 0),
            s -> go(s, WORKER, s[SLEEP] != 0 ? 3 : afterRing(s)),
            s -> {
                boolean mine = s[SLEEP] != 0;
                s[SLEEP] = 0;
                return go(s, WORKER, mine ? 4 : afterRing(s));
            },
            s -> {
                s[BELL]++;
                return go(s, WORKER, afterRing(s));
            },
        };
    }

    private static int afterRing(int[] state) {
        return state[DONE] == TASKS ? 5 : 0;
    }

    /** Harvests, says that it sleeps, looks again, sleeps. */
    private static ModelChecker.Step[] leader(int patience, boolean looksAgain) {
        return new ModelChecker.Step[] {
            s -> {
                s[HARVESTED] = s[DONE];
                return go(s, LEADER, s[HARVESTED] == TASKS ? 6 : 1);
            },
            s -> {
                s[WAKE_AT] = s[HARVESTED] + patience;
                return go(s, LEADER, 2);
            },
            s -> {
                s[SLEEP] = 1;
                return go(s, LEADER, looksAgain ? 3 : 4);
            },
            s -> go(s, LEADER, s[DONE] != s[HARVESTED] ? 5 : 4),
            s -> {
                if (s[BELL] == 0) {
                    return false;
                }
                s[BELL] = 0;
                return go(s, LEADER, 5);
            },
            s -> {
                s[SLEEP] = 0;
                return go(s, LEADER, 0);
            },
        };
    }

    private static String stuck(int[] state) {
        return state[LEADER] == 6 ? null : "the leader sleeps although all results are there";
    }

    private static String explore(ModelChecker.Step[] worker, ModelChecker.Step[] leader) {
        return new ModelChecker()
                .process(worker)
                .process(leader)
                .atTheEnd(WakeProtocolModelTest::stuck)
                .explore(new int[7]);
    }

    @Test
    void protocol_everyInterleaving_neverSleepsOnResults() {
        assertThat(explore(worker(), leader(1, true))).isNull();
    }

    @Test
    void protocol_patientLeader_isWokenByTheLastTask() {
        assertThat(explore(worker(), leader(3, true))).isNull();
        assertThat(explore(worker(), leader(TASKS + 1, true))).isNull();
    }

    @Test
    void plantedFault_noSecondLook_isFound() {
        assertThat(explore(worker(), leader(1, false))).contains("the leader sleeps");
    }

    @Test
    void plantedFault_sleepWordReadBeforeThePublication_isFound() {
        ModelChecker.Step[] hasty = worker();
        hasty[0] = s -> go(s, WORKER, s[SLEEP] != 0 ? 3 : 1);
        hasty[1] =
                s -> {
                    s[DONE]++;
                    return go(s, WORKER, afterRing(s));
                };
        hasty[3] =
                s -> {
                    s[SLEEP] = 0;
                    return go(s, WORKER, 4);
                };
        hasty[4] =
                s -> {
                    s[BELL]++;
                    return go(s, WORKER, 1);
                };
        assertThat(explore(hasty, leader(1, true))).contains("the leader sleeps");
    }

    @Test
    void plantedFault_patienceWithoutTheLastTasksRing_isFound() {
        ModelChecker.Step[] silent = worker();
        silent[1] = s -> go(s, WORKER, s[DONE] >= s[WAKE_AT] ? 2 : afterRing(s));
        assertThat(explore(silent, leader(TASKS + 1, true))).contains("the leader sleeps");
    }

    @Test
    void plantedFault_wakeAtWrittenAfterTheSleepWord_isFound() {
        ModelChecker.Step[] late = leader(1, true);
        ModelChecker.Step wakeAt = late[1];
        late[1] =
                s -> {
                    s[SLEEP] = 1;
                    return go(s, LEADER, 2);
                };
        late[2] =
                s -> {
                    wakeAt.take(s);
                    return go(s, LEADER, 4);
                };
        assertThat(explore(worker(), late)).contains("the leader sleeps");
    }
}
