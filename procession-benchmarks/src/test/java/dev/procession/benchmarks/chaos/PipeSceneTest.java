package dev.procession.benchmarks.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import dev.procession.memory.SharedLongArray;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What producers and consumers see of pipes that do what they must not. */
class PipeSceneTest {

    private final Random random = new Random(1);
    private final SharedLongArray beats = SharedLongArray.create(1);
    private final PipeScene scene;

    PipeSceneTest(@TempDir Path directory) {
        scene = PipeScene.open(1, new Complaints(directory.resolve("pipe").toString()));
    }

    @AfterEach
    void close() {
        scene.close();
        beats.close();
    }

    // ---- consumers ---------------------------------------------------------------------------

    /** Something to receive. */
    private interface Sending {
        void to(PipeEnd<Serializable, Long> end) throws Exception;
    }

    private void consume(Sending sending) throws Exception {
        ProcessPipe<Serializable, Long> pipe = ProcessPipe.open();
        scene.post().put(new Letter(pipe.right(), 0, 1, 1));
        scene.post().complete();
        try (PipeEnd<Serializable, Long> end = pipe.left()) {
            sending.to(end);
        }
        new PipeConsumer(scene, 0, 1, beats).run();
    }

    private Element element(long number) {
        return Element.make(0, number, random);
    }

    private void assertComplaint(String message, Sending sending) {
        assertThatThrownBy(() -> consume(sending))
                .isInstanceOf(Complaint.class)
                .hasMessage(message);
    }

    @Test
    void consumer_elementInOrder_marksThem() throws Exception {
        scene.log().add(PipeLog.Count.DOOMED);
        consume(end -> {
            end.send(element(1));
            end.send(element(2));
        });
        assertThat(scene.log().is(0, 2, PipeLog.ARRIVED)).isTrue();
        assertThat(scene.log().is(0, 3, PipeLog.ARRIVED)).isFalse();
        assertThat(beats.get(0)).isEqualTo(2);
    }

    @Test
    void consumer_gap_complains() {
        assertComplaint(
                "after element 1 of producer 0 came 3",
                end -> {
                    end.send(element(1));
                    end.send(element(3));
                });
    }

    @Test
    void consumer_elementTwice_complains() {
        assertComplaint(
                "after element 1 of producer 0 came 1",
                end -> {
                    end.send(element(1));
                    end.send(element(1));
                });
    }

    @Test
    void consumer_tornElement_complains() {
        assertComplaint(
                "element 1 of producer 0 is torn",
                end -> end.send(new Element(0, 1, new byte[] {1}, 0)));
    }

    @Test
    void consumer_endBeforeWhatWasSent_complains() {
        scene.log().mark(0, 2, PipeLog.SENT);
        assertComplaint(
                "the pipe ended before element 2 of producer 0", end -> end.send(element(1)));
    }

    @Test
    void consumer_endAlthoughNobodyDied_complains() {
        assertComplaint("the pipe ended, but nobody was killed", end -> end.send(element(1)));
    }

    @Test
    void consumer_endOfWhatWasGivenUp_isToBe() throws Exception {
        scene.log().add(PipeLog.Count.DOOMED);
        scene.log().mark(0, 1, PipeLog.FIRST);
        scene.log().mark(0, 1, PipeLog.GIVEN_UP);
        scene.log().mark(0, 1, PipeLog.SENT);
        scene.log().mark(0, 2, PipeLog.SENT);
        consume(end -> end.send(element(1)));
        assertThat(scene.log().missing(0)).isZero();
    }

    // ---- producers ---------------------------------------------------------------------------

    /** Receives all that a producer sends in one go, and says something else than it should. */
    private FutureTask<Boolean> produce(boolean areMarked, long more) throws Exception {
        scene.stop();
        var producing =
                new FutureTask<>(() -> {
                    new PipeProducer(scene, 0, 1, beats).run();
                    return true;
                });
        Thread.ofPlatform().start(producing);
        Letter letter = scene.post().take();
        try (PipeEnd<Long, Serializable> end = letter.end()) {
            Serializable message = end.receive();
            while (message instanceof Element element) {
                if (areMarked) {
                    scene.log().mark(0, element.number(), PipeLog.ARRIVED);
                }
                message = end.receive();
            }
            end.send((Long) message + more);
            assertThat(end.poll(Settings.LOST_AFTER)).isTrue();
        }
        return producing;
    }

    private static void assertComplaint(FutureTask<Boolean> producing, String pattern) {
        assertThatThrownBy(() -> producing.get(60, TimeUnit.SECONDS))
                .cause()
                .isInstanceOf(Complaint.class)
                .hasMessageMatching(pattern);
    }

    @Test
    void producer_rightAnswer_isContent() throws Exception {
        assertThat(produce(true, 0).get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void producer_wrongAnswer_complains() throws Exception {
        assertComplaint(produce(true, 1), "the answer is \\d+, not \\d+");
    }

    @Test
    void producer_elementsThatDidNotArrive_complains() throws Exception {
        assertComplaint(produce(false, 0), "element 1 of producer 0 did not arrive");
    }

    @Test
    void producer_brokenPipeAlthoughNobodyDied_complains() throws Exception {
        scene.stop();
        var producing =
                new FutureTask<>(() -> {
                    new PipeProducer(scene, 0, 1, beats).run();
                    return true;
                });
        Thread.ofPlatform().start(producing);
        scene.post().take().end().close();
        assertComplaint(producing, "the pipe broke: .*, but nobody was killed");
    }
}
