package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import dev.procession.connection.BrokenPipeException;
import dev.procession.connection.PipeEnd;
import dev.procession.connection.ProcessPipe;
import dev.procession.memory.SharedLongArray;
import java.io.EOFException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.Random;

/**
 * Opens a pipe, posts its other end, sends elements and then the number of the last one, and waits
 * for the answer: by then all have arrived. A pipe may break if somebody was killed.
 */
final class PipeProducer {

    /**
     * After so long a pipe is given up whose end nobody has, and which is not in the post: who was
     * killed between taking a letter and having the end in it leaves it so, as long as its sender
     * lives.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private static final int MOST_ELEMENTS = 300;

    private final PipeScene scene;
    private final PipeLog log;
    private final int seat;
    private final Random random;
    private final SharedLongArray beats;

    PipeProducer(PipeScene scene, int seat, long life, SharedLongArray beats) {
        this.scene = scene;
        this.log = scene.log();
        this.seat = seat;
        this.random = new Random(life << 10 | seat);
        this.beats = beats;
    }

    void run() throws Exception {
        do {
            sendMany();
        } while (!log.isStopped());
    }

    private void sendMany() throws IOException, InterruptedException {
        long deadBefore = log.get(PipeLog.Count.DEAD);
        long first = log.begun(seat) + 1;
        log.mark(seat, first, PipeLog.FIRST);
        ProcessPipe<Serializable, Long> pipe = ProcessPipe.open();
        try (PipeEnd<Serializable, Long> end = pipe.left();
                PipeEnd<Long, Serializable> other = pipe.right()) {
            if (!scene.post().offer(new Letter(other, seat, first, first), Settings.LOST_AFTER)) {
                throw new Complaint(Sort.WRONG, "no end was taken for " + Settings.LOST_AFTER);
            }
            if (!sendAll(end, first, random.nextInt(MOST_ELEMENTS))) {
                requireDeath(deadBefore, "nobody has the other end");
                log.mark(seat, first, PipeLog.GIVEN_UP);
                log.add(PipeLog.Count.GIVEN_UP);
            }
        } catch (BrokenPipeException | EOFException broken) {
            requireDeath(deadBefore, "the pipe broke: " + broken.getMessage());
            log.add(PipeLog.Count.BROKEN);
        }
    }

    /** Returns whether there was an answer; {@code false} if there will be none. */
    private boolean sendAll(PipeEnd<Serializable, Long> end, long first, int more)
            throws IOException, InterruptedException {
        long last = first + more;
        while (log.begun(seat) < last) {
            long number = log.begins(seat);
            Element element = Element.make(seat, number, random);
            if (!isDone(first, () -> end.send(element, PATIENCE))) {
                return false;
            }
            log.mark(seat, number, PipeLog.SENT);
            beats.setVolatile(seat, beats.getVolatile(seat) + 1);
        }
        if (!isDone(first, () -> end.send(last, PATIENCE))
                || !isDone(first, () -> end.poll(PATIENCE))) {
            return false;
        }
        requireArrived(first, last, end.receive());
        return true;
    }

    /** Something that is done in time, or not. */
    private interface Attempt {
        boolean isDone() throws IOException, InterruptedException;
    }

    /** Tries until it is done; {@code false} if it will never be. */
    private boolean isDone(long first, Attempt attempt) throws IOException, InterruptedException {
        long end = System.nanoTime() + Settings.LOST_AFTER.toNanos();
        while (!attempt.isDone()) {
            if (!log.isHad(seat, first) && scene.post().isEmpty()) {
                return false;
            }
            if (System.nanoTime() - end > 0) {
                throw new Complaint(Sort.WRONG, "nothing was received for " + Settings.LOST_AFTER);
            }
        }
        return true;
    }

    private void requireArrived(long first, long last, long answer) {
        if (answer != last) {
            throw new Complaint(Sort.WRONG, "the answer is " + answer + ", not " + last);
        }
        for (long number = first; number <= last; number++) {
            if (!log.is(seat, number, PipeLog.ARRIVED)) {
                throw new Complaint(
                        Sort.LOST,
                        "element " + number + " of producer " + seat + " did not arrive");
            }
        }
    }

    /** One who was to be killed before may have died since. */
    private void requireDeath(long deadBefore, String what) {
        if (log.get(PipeLog.Count.DOOMED) == deadBefore) {
            throw new Complaint(Sort.WRONG, what + ", but nobody was killed");
        }
    }
}
