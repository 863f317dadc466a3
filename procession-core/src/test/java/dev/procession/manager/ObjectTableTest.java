package dev.procession.manager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.testing.Await;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Row M2: how long objects are kept. */
class ObjectTableTest {

    private final ObjectTable table = new ObjectTable(Duration.ofDays(1));
    private final Party one = new Party("one");
    private final Party other = new Party("other");

    private ObjectId add() {
        return addTo(table);
    }

    private ObjectId addTo(ObjectTable table) {
        return addTo(table, one);
    }

    private static ObjectId addTo(ObjectTable table, Party first) {
        return table.add(new Exported(new ServerEvent(), Exports.of(EventOps.class)), first);
    }

    @Test
    void M2_lastHandleReleased_freesTheObject() {
        ObjectId id = add();
        table.attach(one, id);
        table.attach(other, id);
        table.release(one, id);
        table.release(one, id);
        assertThat(table.find(id)).isNotNull();
        table.release(other, id);
        assertThat(table.find(id)).isNull();
    }

    @Test
    void M2_whoHasNone_cannotReleaseThoseOfOthers() {
        ObjectId id = add();
        table.release(other, id);
        table.release(other, id);
        assertThat(table.find(id)).isNotNull();
    }

    @Test
    void M2_partyGone_allItsHandlesAre() {
        ObjectId shared = add();
        ObjectId own = add();
        table.attach(one, own);
        table.attach(other, shared);
        table.gone(one);
        assertThat(table.find(own)).isNull();
        assertThat(table.find(shared)).isNotNull();
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void M2_handleOnItsWay_keepsTheObject() {
        ObjectId id = add();
        table.travels(one, id);
        table.gone(one);
        table.attach(other, id);
        table.release(other, id);
        assertThat(table.find(id)).isNotNull();
    }

    @Test
    void M2_handleThatDoesNotArrive_keepsTheObjectForAWhile() {
        ObjectTable brief = new ObjectTable(Duration.ofMillis(1));
        ObjectId lost = addTo(brief);
        ObjectId arrived = addTo(brief);
        brief.travels(one, lost);
        brief.travels(one, arrived);
        brief.attach(other, arrived);
        brief.gone(one);
        Await.until("the lost one is freed", () -> brief.find(lost) == null);
        assertThat(brief.find(arrived)).isNotNull();
        brief.release(other, arrived);
        Await.until("the other is freed", () -> brief.find(arrived) == null);
    }

    @Test
    void M2_whoHasNoHandle_cannotSendOne() {
        ObjectId id = add();
        table.travels(other, id);
        table.release(one, id);
        assertThat(table.find(id)).isNull();
    }

    @Test
    void M2_partyGoneBeforeItsObjectIsMade_objectIsFreed() {
        table.gone(one);
        assertThat(table.find(add())).isNull();
        assertThat(table.size()).isZero();
    }

    @Test
    void M2_partyGoneBeforeItsHandleIsCounted_keepsNothing() {
        ObjectId id = add();
        table.gone(other);
        table.attach(other, id);
        table.release(one, id);
        assertThat(table.find(id)).isNull();
    }

    @Test
    void M2_partyGoneWhileItGetsHandles_keepsNothing() throws Exception {
        for (int i = 0; i < 2000; i++) {
            ObjectId shared = add();
            Party leaving = new Party("leaving");
            CyclicBarrier together = new CyclicBarrier(2);
            Thread getting =
                    Thread.ofPlatform()
                            .start(() -> {
                                await(together);
                                table.attach(leaving, shared);
                                table.attach(leaving, shared);
                                addTo(table, leaving);
                            });
            await(together);
            table.gone(leaving);
            getting.join();
            table.release(one, shared);
            assertThat(table.size()).as("round %d", i).isZero();
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
