package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * The word CLAIM between a worker that takes tasks and a parent that publishes, takes back and
 * publishes again: no task is begun that was taken back, none is lost. A death of the worker
 * between two of its steps is a schedule in which it takes no further one.
 *
 * <p>Words: program counters of worker and parent; BEGUN, TAIL; what the worker has read of both;
 * two ring slots with the numbers of cells; what the parent has read of BEGUN; bits of cells that
 * were begun, and of cells that the parent has back.
 */
class ClaimModelTest {

    private static final int WORKER = 0;
    private static final int PARENT = 1;
    private static final int BEGUN = 2;
    private static final int TAIL = 3;
    private static final int SEEN_BEGUN = 4;
    private static final int SEEN_TAIL = 5;
    private static final int RING = 6;
    private static final int PARENT_SEEN = 8;
    private static final int RUN = 9;
    private static final int BACK = 10;
    private static final int CELL = 11;

    private static final int PUBLISHED_AGAIN = 5;

    private static boolean go(int[] state, int process, int counter) {
        state[process] = counter;
        return true;
    }

    /** Reads the word, claims by compare-and-set, and reads the ring before or after that. */
    private static ModelChecker.Step[] worker(boolean readsCellAfterClaim) {
        ModelChecker.Step readCell =
                s -> {
                    s[CELL] = s[RING + (s[SEEN_BEGUN] & 1)];
                    return true;
                };
        return new ModelChecker.Step[] {
            s -> {
                s[SEEN_BEGUN] = s[BEGUN];
                s[SEEN_TAIL] = s[TAIL];
                if (s[BEGUN] == s[TAIL]) {
                    return false;
                }
                if (!readsCellAfterClaim) {
                    readCell.take(s);
                }
                return go(s, WORKER, 1);
            },
            s -> {
                boolean same = s[BEGUN] == s[SEEN_BEGUN] && s[TAIL] == s[SEEN_TAIL];
                if (same) {
                    s[BEGUN]++;
                }
                return go(s, WORKER, same ? 2 : 0);
            },
            s -> {
                if (readsCellAfterClaim) {
                    readCell.take(s);
                }
                s[RUN] |= 1 << s[CELL];
                return go(s, WORKER, 0);
            },
        };
    }

    /** Publishes cells 1 and 2, takes back what was not begun, publishes cell 3 in its place. */
    private static ModelChecker.Step[] parent() {
        return new ModelChecker.Step[] {
            s -> {
                s[RING] = 1;
                s[RING + 1] = 2;
                s[TAIL] = 2;
                return go(s, PARENT, 1);
            },
            s -> {
                s[PARENT_SEEN] = s[BEGUN];
                return go(s, PARENT, 2);
            },
            s -> {
                if (s[BEGUN] != s[PARENT_SEEN]) {
                    return go(s, PARENT, 1);
                }
                s[TAIL] = s[BEGUN];
                for (int sequence = s[BEGUN]; sequence < 2; sequence++) {
                    s[BACK] |= 1 << s[RING + sequence];
                }
                return go(s, PARENT, 3);
            },
            s -> {
                s[RING + (s[TAIL] & 1)] = 3;
                return go(s, PARENT, 4);
            },
            s -> {
                // As many as before, so that the word looks the same to a slow worker.
                s[TAIL]++;
                return go(s, PARENT, PUBLISHED_AGAIN);
            },
        };
    }

    private static String twice(int[] state) {
        return (state[RUN] & state[BACK]) == 0 ? null : "a task was begun that was taken back";
    }

    private static String atTheEnd(int[] state) {
        int all = state[RUN] | state[BACK];
        return all == 0b1110 ? null : "a task is lost: " + Integer.toBinaryString(all);
    }

    private static String explore(boolean readsCellAfterClaim) {
        return new ModelChecker()
                .process(worker(readsCellAfterClaim))
                .process(parent())
                .always(ClaimModelTest::twice)
                .atTheEnd(ClaimModelTest::atTheEnd)
                .explore(new int[12]);
    }

    @Test
    void claimAndRecall_everyInterleaving_eachTaskIsInOnePlace() {
        assertThat(explore(true)).isNull();
    }

    @Test
    void plantedFault_cellReadBeforeTheClaim_isFound() {
        assertThat(explore(false)).isNotNull();
    }
}
