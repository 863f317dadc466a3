package dev.procession.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.internal.monitor.Peers;
import dev.procession.internal.shared.Words;
import dev.procession.sync.BarrierState.Fate;
import dev.procession.sync.BarrierState.Place;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The changes of a barrier, one by one. */
class BarrierStateTest {

    private static final int SELF = 1;

    /** Processes that die when a test wants. */
    private static final class Village implements Peers {
        final Set<Integer> dead = new HashSet<>();
        final int self;

        Village(int self) {
            this.self = self;
        }

        @Override
        public int self() {
            return self;
        }

        @Override
        public boolean isReplaced(int peer) {
            return false;
        }

        @Override
        public boolean isDead(int peer) {
            return dead.contains(peer);
        }

        @Override
        public String describe(int peer) {
            return "process " + peer;
        }
    }

    private static Words memory(int parties) throws IOException {
        var words =
                new Words(
                        Arena.ofAuto()
                                .allocate(
                                        BarrierState.bytes(parties),
                                        ValueLayout.JAVA_LONG.byteAlignment()));
        BarrierState.setup(parties).fill(words);
        return words;
    }

    private static BarrierState ofSelf(int parties) throws IOException {
        return new BarrierState(memory(parties), new Village(SELF));
    }

    @Test
    void word_countsWithoutTouchingItsNeighbours() {
        var word = new BarrierWord(-1L).reset().tripped();
        assertThat(word.epoch()).isZero();
        assertThat(word.trip()).isZero();
        assertThat(word.arrived()).isZero();
        assertThat(word.isBroken()).isFalse();
        var full = word;
        for (int each = 0; each < BarrierWord.MOST_PARTIES; each++) {
            full = full.arrival();
        }
        assertThat(full.arrived()).isEqualTo(BarrierWord.MOST_PARTIES);
        assertThat(full.isOfGeneration(word)).isTrue();
        assertThat(full.isBroken()).isFalse();
        assertThat(full.tripped().trip()).isEqualTo(1);
        assertThat(full.broken()).isEqualTo(word.broken());
        assertThat(full.broken().reset().epoch()).isEqualTo(1);
        assertThat(full.broken().reset().isBroken()).isFalse();
    }

    @Test
    void oneWhoGoesOnLate_knowsThatItsGenerationDid_howeverOftenOthersDid() throws Exception {
        var state = ofSelf(2);
        Place slow = state.arrive(false);
        for (int pass = 0; pass < 1000; pass++) {
            assertThat(state.fate(slow)).isEqualTo(pass == 0 ? Fate.WAITS : Fate.WENT_ON);
            state.arrive(false);
            state.arrive(false);
        }
        assertThat(state.word().arrived()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneWhoIsLate_knowsAfterResetsToo_whatBecameOfItsGeneration(boolean goesOn)
            throws Exception {
        var state = ofSelf(2);
        Place slow = state.arrive(false);
        if (goesOn) {
            state.arrive(false);
        } else {
            state.breakNow("had enough");
        }
        for (int reset = 0; reset < 15; reset++) {
            state.breakNow("had enough again");
            state.reset();
            state.arrive(false);
            state.arrive(false);
            assertThat(state.fate(slow)).isEqualTo(goesOn ? Fate.WENT_ON : Fate.BROKEN);
        }
        state.breakNow("had enough again");
        state.reset();
        state.breakNow("had enough again");
        state.reset();
        assertThat(state.fate(slow)).as("after more than is kept").isEqualTo(Fate.BROKEN);
        assertThat(state.failure(slow))
                .hasMessage(
                        "the barrier was broken, and reset since: it is too long ago to say why");
    }

    @Test
    void F14_whoeverDied_someLivingOneSees() throws Exception {
        int parties = 7;
        for (int deaths = 1; deaths < 1 << (parties - 1); deaths++) {
            Words words = memory(parties);
            List<BarrierState> states = new ArrayList<>();
            List<Village> villages = new ArrayList<>();
            List<Place> places = new ArrayList<>();
            for (int each = 0; each < parties - 1; each++) {
                villages.add(new Village(each + 1));
                states.add(new BarrierState(words, villages.get(each)));
                places.add(states.get(each).arrive(false));
            }
            int dead = deaths;
            for (Village each : villages) {
                IntStream.range(0, parties - 1)
                        .filter(number -> (dead & (1 << number)) != 0)
                        .forEach(number -> each.dead.add(number + 1));
            }
            boolean someLives = false;
            for (int each = 0; each < parties - 1; each++) {
                if ((dead & (1 << each)) == 0) {
                    states.get(each).watch(places.get(each));
                    someLives = true;
                }
            }
            assertThat(states.getFirst().word().isBroken())
                    .as("deaths %s", Integer.toBinaryString(dead))
                    .isEqualTo(someLives);
        }
    }

    @Test
    void F14_lastToCome_findsTheDead_beforeTheyGoOn() throws Exception {
        Words words = memory(3);
        for (int each = 2; each < 4; each++) {
            new BarrierState(words, new Village(each)).arrive(false);
        }
        var village = new Village(SELF);
        village.dead.add(3);
        var state = new BarrierState(words, village);
        Place last = state.arrive(false);
        assertThat(state.fate(last)).isEqualTo(Fate.BROKEN);
        assertThat(state.failure(last))
                .hasMessage(
                        "the barrier is broken until reset() is called:"
                                + " process 3 died while it waited");
    }

    @Test
    void F14_whoDiesWhileTheActionRuns_isFoundAfterIt() throws Exception {
        Words words = memory(2);
        new BarrierState(words, new Village(2)).arrive(true);
        var village = new Village(SELF);
        var state = new BarrierState(words, village);
        Place last = state.arrive(true);
        assertThat(state.fate(last)).isEqualTo(Fate.WAITS);
        village.dead.add(2);
        state.finish(last);
        assertThat(state.fate(last)).isEqualTo(Fate.BROKEN);
    }

    @Test
    void F14_whoRunsTheActionAndDies_isSeenByWhoWaitsForTheNextTime() throws Exception {
        Words words = memory(1);
        new BarrierState(words, new Village(2)).arrive(true);
        var village = new Village(SELF);
        var state = new BarrierState(words, village);
        Place next = state.arrive(true);
        assertThat(next.number()).isEqualTo(1);
        state.watch(next);
        assertThat(state.fate(next)).isEqualTo(Fate.WAITS);
        village.dead.add(2);
        state.watch(next);
        assertThat(state.fate(next)).isEqualTo(Fate.BROKEN);
    }

    @Test
    void S1_aCauseOfAnyLength_isToldAsFarAsThereIsRoom() throws Exception {
        var state = ofSelf(2);
        Place place = state.arrive(false);
        state.breakNow("x".repeat(1000));
        assertThat(state.failure(place).getMessage())
                .startsWith("the barrier is broken until reset() is called: process 1 xxx")
                .hasSize("the barrier is broken until reset() is called: ".length() + 192);
        assertThat(state.word().isBroken()).isTrue();
    }
}
