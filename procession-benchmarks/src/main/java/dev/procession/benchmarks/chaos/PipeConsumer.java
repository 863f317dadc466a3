package dev.procession.benchmarks.chaos;

import dev.procession.CodecException;
import dev.procession.QueueCompletedException;
import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.connection.BrokenPipeException;
import dev.procession.memory.SharedLongArray;
import java.io.EOFException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/**
 * Takes ends of pipes, and receives from each until all has come, or hands it on to another
 * consumer. From one pipe elements come one after the other, without a gap, whoever receives; and
 * all that were sent come, also if who sent them is dead.
 */
final class PipeConsumer {

    private static final int ONE_IN_SO_MANY_HANDS_ON = 100;

    private final PipeScene scene;
    private final PipeLog log;
    private final int seat;
    private final Random random;
    private final SharedLongArray beats;

    PipeConsumer(PipeScene scene, int seat, long life, SharedLongArray beats) {
        this.scene = scene;
        this.log = scene.log();
        this.seat = seat;
        this.random = new Random(~(life << 10 | seat));
        this.beats = beats;
    }

    void run() throws Exception {
        boolean isOver = false;
        while (!isOver) {
            try {
                Letter letter = scene.post().poll(Settings.LOST_AFTER);
                isOver = letter == null;
                if (letter != null) {
                    receiveAll(letter);
                }
            } catch (CodecException refused) {
                // Its sender has died after it was posted.
                if (log.get(PipeLog.Count.DOOMED) == 0) {
                    throw refused;
                }
            }
        }
        if (!scene.post().isCompleted()) {
            throw new Complaint(Sort.WRONG, "no end came for " + Settings.LOST_AFTER);
        }
    }

    private void receiveAll(Letter letter) throws Exception {
        long next = letter.next();
        log.has(letter.producer(), letter.first());
        try (var end = letter.end()) {
            while (!isHandedOn(new Letter(end, letter.producer(), letter.first(), next))) {
                Serializable message = end.receive(Settings.LOST_AFTER);
                if (message instanceof Long last) {
                    requireNext(letter, next, last + 1);
                    end.send(last);
                    return;
                }
                arrived(letter, next, (Element) message);
                next++;
            }
        } catch (TimeoutException nothing) {
            throw new Complaint(Sort.WRONG, "nothing came for " + Settings.LOST_AFTER);
        } catch (BrokenPipeException | EOFException ended) {
            requireEnd(letter, next);
        }
    }

    private boolean isHandedOn(Letter letter) throws InterruptedException {
        if (random.nextInt(ONE_IN_SO_MANY_HANDS_ON) > 0 || log.isStopped()) {
            return false;
        }
        log.leaves(letter.producer());
        boolean isPut = isPosted(letter);
        if (isPut) {
            log.add(PipeLog.Count.MOVES);
        } else {
            log.has(letter.producer(), letter.first());
        }
        return isPut;
    }

    private boolean isPosted(Letter letter) throws InterruptedException {
        try {
            return scene.post().offer(letter, Duration.ZERO);
        } catch (QueueCompletedException stoppedMeanwhile) {
            return false;
        }
    }

    private void arrived(Letter letter, long next, Element element) {
        if (!element.isWhole() || element.producer() != letter.producer()) {
            throw new Complaint(
                    Sort.WRONG,
                    "element " + next + " of producer " + letter.producer() + " is torn");
        }
        requireNext(letter, next, element.number());
        if (!log.mark(letter.producer(), next, PipeLog.ARRIVED)) {
            throw new Complaint(
                    Sort.DUPLICATED,
                    "element " + next + " of producer " + letter.producer() + " came twice");
        }
        beats.setVolatile(seat, beats.getVolatile(seat) + 1);
    }

    private static void requireNext(Letter letter, long next, long came) {
        if (came != next) {
            throw new Complaint(
                    came > next ? Sort.LOST : Sort.DUPLICATED,
                    "after element "
                            + (next - 1)
                            + " of producer "
                            + letter.producer()
                            + " came "
                            + came);
        }
    }

    /** Nothing may come any more only if who sent is dead, and then nothing may be missing. */
    private void requireEnd(Letter letter, long next) {
        int producer = letter.producer();
        boolean isMissing =
                log.is(producer, next, PipeLog.SENT) && !log.is(producer, next, PipeLog.FIRST);
        if (isMissing && !log.is(producer, letter.first(), PipeLog.GIVEN_UP)) {
            throw new Complaint(
                    Sort.LOST,
                    "the pipe ended before element " + next + " of producer " + producer);
        }
        if (log.get(PipeLog.Count.DOOMED) == 0) {
            throw new Complaint(Sort.WRONG, "the pipe ended, but nobody was killed");
        }
    }
}
