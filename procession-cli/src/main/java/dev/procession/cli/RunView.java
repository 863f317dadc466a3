package dev.procession.cli;

import dev.procession.pool.ProcessPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Shows how far a run over inputs is. */
final class RunView implements Display.View {

    private static final int SAMPLES_OF_RATE = 50;

    private record Sample(long nanos, long inputs) {}

    private final String noun;
    private final Tally tally;
    private final ProcessPool pool;
    private final Supplier<OptionalLong> total;
    private final Sample start;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private OptionalLong known = OptionalLong.empty();

    /**
     * Creates a view.
     *
     * @param noun what the inputs are, in the plural
     * @param tally counts them
     * @param pool works on them
     * @param total tells how many there are; asked once, on the display's thread
     */
    RunView(String noun, Tally tally, ProcessPool pool, Supplier<OptionalLong> total) {
        this.noun = noun;
        this.tally = tally;
        this.pool = pool;
        this.total = total;
        this.start = new Sample(System.nanoTime(), tally.inputs());
    }

    @Override
    public void begin() {
        known = total.get();
    }

    @Override
    public List<String> block(int columns, int rows, boolean isUnicode) {
        return glance().block(new Terminal.Size(columns, rows), isUnicode);
    }

    @Override
    public String line() {
        return glance().line();
    }

    private Progress glance() {
        var now = new Sample(System.nanoTime(), tally.inputs());
        samples.addLast(now);
        if (samples.size() > SAMPLES_OF_RATE) {
            samples.removeFirst();
        }
        var elapsed = Duration.ofNanos(now.nanos - start.nanos);
        var from = samples.size() < SAMPLES_OF_RATE ? start : samples.getFirst();
        return new Progress(
                noun,
                now.inputs,
                tally.failed(),
                tally.retries(),
                known,
                elapsed,
                (now.inputs - from.inputs) / Math.max(1e-3, (now.nanos - from.nanos) / 1e9),
                pool.workers());
    }
}
