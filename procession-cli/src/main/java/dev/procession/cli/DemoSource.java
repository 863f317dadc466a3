package dev.procession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The batches of the demo with the hostile inputs between the first of them. */
final class DemoSource implements Source<DemoInput> {

    private static final int BETWEEN_HOSTILE = 10;

    private final List<DemoInput> inputs = new ArrayList<>();
    private final @Nullable Duration limit;
    private final long startNanos = System.nanoTime();
    private final int leastTaken;
    private int next;
    private long classes;
    private volatile boolean isStopped;

    /**
     * Creates a source.
     *
     * @param batches what is read
     * @param limit how long inputs are handed out, the hostile ones in any case; or null
     */
    DemoSource(List<DemoInput.Batch> batches, @Nullable Duration limit) {
        this.limit = limit;
        inputs.addAll(batches);
        var place = 0;
        for (var hostile : DemoInput.Hostile.values()) {
            place += BETWEEN_HOSTILE;
            inputs.add(Math.min(inputs.size(), place), hostile);
        }
        leastTaken = place + 1;
    }

    int size() {
        return inputs.size();
    }

    /** Returns how many classes there are in the batches that were handed out. */
    long classesTaken() {
        return classes;
    }

    @Override
    public boolean hasNext() {
        return next < inputs.size() && !isStopped && (next < leastTaken || !isTimeUp());
    }

    private boolean isTimeUp() {
        return limit != null && System.nanoTime() - startNanos > limit.toNanos();
    }

    @Override
    public DemoInput next() {
        if (next == inputs.size()) {
            throw new NoSuchElementException("there are no more inputs");
        }
        var input = inputs.get(next++);
        if (input instanceof DemoInput.Batch batch) {
            classes += batch.names().size();
        }
        return input;
    }

    @Override
    public void stop() {
        isStopped = true;
    }
}
