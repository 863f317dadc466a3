package dev.procession.pool;

import dev.procession.CodecException;
import dev.procession.codec.Source;
import dev.procession.internal.channel.LaneCorruptException;
import dev.procession.internal.channel.ParentLane;
import dev.procession.internal.util.Shortage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the results out of a worker's lane and gives each to its task.
 *
 * <p>Not thread-safe: under the worker's lock.
 */
final class Arrivals {

    private final Engine engine;
    private final Worker worker;
    private final HeldTasks tasks;
    private final Window window;
    private final Source source = new Source();
    private final List<Work> again = new ArrayList<>();

    /** How many tasks were just ended. */
    private int decidedHere;

    Arrivals(Engine engine, Worker worker, HeldTasks tasks, Window window) {
        this.engine = engine;
        this.worker = worker;
        this.tasks = tasks;
        this.window = window;
    }

    /** Takes all that are there; returns how many. */
    int collect(ParentLane lane) throws IOException {
        int count = lane.ready();
        decidedHere = 0;
        try {
            int left = count;
            while (left > 0) {
                int fetched = lane.fetch(left);
                for (int i = 0; i < fetched; i++) {
                    collectNext(lane);
                }
                left -= fetched;
            }
        } finally {
            engine.ended(decidedHere);
        }
        if (count > 0) {
            window.adapt();
        }
        return count;
    }

    /** Takes what is to be run once more, for whoever no longer holds the lock. */
    List<Work> takeAgain() {
        List<Work> list = List.copyOf(again);
        again.clear();
        return list;
    }

    /** A glance without the lock. */
    boolean hasAgain() {
        return !again.isEmpty();
    }

    private void collectNext(ParentLane lane) throws IOException {
        int cell = lane.next();
        Work work = tasks.at(cell);
        if (work == null || work.id() != lane.resultTask()) {
            throw new LaneCorruptException(
                    "a result for another task: expected="
                            + (work == null ? "none" : work.id())
                            + ", found="
                            + lane.resultTask());
        }
        take(work, cell, lane);
        tasks.clear(cell);
        lane.advance();
    }

    private void take(Work work, int cell, ParentLane lane) throws IOException {
        window.learn(lane.runNanos());
        if (lane.resultStatus() == TaskFrame.OUT_OF_MEMORY) {
            engine.stopper().retire(worker);
        }
        if (!work.decide()) {
            // Over time, perhaps to be tried again.
            work.keepArgument(lane.argument(cell));
            return;
        }
        work.began(lane.runNanos());
        int status = lane.resultStatus();
        RetryPolicy.Failure failure = TaskFrame.failure(status);
        try {
            if (failure != null && engine.settlement().mayRetry(work, failure)) {
                work.attemptFailed(failure, raw(status, lane).mirror());
                work.keepArgument(lane.argument(cell));
                again.add(work);
                return;
            }
            deliver(work, status, lane);
        } catch (OutOfMemoryError | CodecException tooLarge) {
            // Or its arrays are not as they are said to be.
            work.fail(tooLarge);
        } catch (FileNotFoundException cannotOpen) {
            // For want of a descriptor of ours: no fault of the worker, nor of its other tasks.
            work.fail(
                    new CodecException(
                            work.describe()
                                    + " has a result that cannot be read: "
                                    + Shortage.describe(cannotOpen),
                            cannotOpen));
        } catch (IOException unbelievable) {
            // Its end is settled with that of the worker.
            work.reopen();
            throw unbelievable;
        }
        decidedHere += work.isTask() ? 1 : 0;
    }

    private void deliver(Work work, int status, ParentLane lane) throws IOException {
        int limit = engine.options().maxResultBytes();
        if (lane.resultSize() > limit) {
            // The worker should have refused: it is not to be trusted with that.
            work.fail(
                    new CodecException(
                            work.describe()
                                    + " has a result longer than the limit: bytes="
                                    + lane.resultSize()
                                    + ", limit="
                                    + limit
                                    + " bytes; raise it by PoolOptions.withMaxResult"));
            return;
        }
        if (status == TaskFrame.VALUE && lane.isResultInCell() && isInert(lane)) {
            deliverInert(work);
        } else {
            work.deliver(raw(status, lane));
        }
    }

    private static Raw raw(int status, ParentLane lane) throws IOException {
        if (!lane.isResultInCell()) {
            return new Raw(status, lane.longResult());
        }
        int start = lane.resultStart();
        int end = start + lane.resultSize();
        byte[] bytes = Arrays.copyOfRange(lane.resultBuffer(), start, end);
        Source copy = new Source();
        copy.wrap(bytes, 0, bytes.length);
        return new Raw(status, copy);
    }

    private boolean isInert(ParentLane lane) {
        source.wrap(lane.resultBuffer(), lane.resultStart(), lane.resultSize());
        return engine.codec().isInert(source);
    }

    /** Decodes at once what runs no code of users and is short. */
    private void deliverInert(Work work) {
        Object value;
        try {
            value = engine.codec().decode(source, work.function().results());
        } catch (CodecException nonsense) {
            work.fail(nonsense);
            return;
        }
        work.deliverValue(value);
    }
}
