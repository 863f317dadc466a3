package dev.procession.internal.channel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long a side of a talk looks. */
class GlanceTest {

    private static final int SOON = 50;

    /** Neither a time to try nor near one. */
    private static final long BETWEEN = Glance.PERIOD / 2;

    private final Glance glance = new Glance(2);

    @Test
    void turns_ofBothSides_areLongAtTheSameTimes() {
        assertThat(glance.turns(0)).isEqualTo(Glance.LONGEST);
        assertThat(glance.turns(Glance.TRIES - 1)).isEqualTo(Glance.LONGEST);
        assertThat(glance.turns(Glance.TRIES)).isZero();
        assertThat(glance.turns(BETWEEN)).isZero();
        assertThat(glance.turns(Glance.PERIOD)).isEqualTo(Glance.LONGEST);
    }

    @Test
    void turns_withOneProcessor_areNone() {
        assertThat(new Glance(1).turns(0)).isZero();
    }

    @Test
    void turns_afterAWordInTime_areAFewMore() {
        glance.found(SOON);
        assertThat(glance.turns(BETWEEN)).isBetween(SOON, Glance.WORTH);
    }

    @Test
    void turns_afterAWordTooLate_areNone() {
        glance.found(SOON);
        glance.found(Glance.WORTH + 1);
        assertThat(glance.turns(BETWEEN)).isZero();
        glance.found(SOON);
        glance.foundTooLate();
        assertThat(glance.turns(BETWEEN)).isZero();
    }

    @Test
    void turns_afterManyWordsInTime_areTriedAgain_butNotForEver() {
        for (int i = 0; i < Glance.STEADY; i++) {
            glance.found(SOON);
        }
        for (int i = 0; i < Glance.TRIES; i++) {
            glance.foundTooLate();
            assertThat(glance.turns(BETWEEN)).isEqualTo(Glance.LONGEST);
        }
        glance.foundTooLate();
        assertThat(glance.turns(BETWEEN)).isZero();
    }
}
