package dev.procession.cli;

import dev.procession.pool.ProcessPool;
import dev.procession.pool.Progress;
import dev.procession.pool.ProgressListener;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Shows how far a run over inputs is, of which it is told by the pool. */
final class RunView implements Display.View, ProgressListener {

    private static final Progress NOTHING =
            new Progress(OptionalLong.empty(), 0, 0, 0, 0, 0, Duration.ZERO, 0, false);

    private final String noun;
    private final long earlier;
    private final ProcessPool pool;
    private final Supplier<OptionalLong> total;
    private volatile Progress latest = NOTHING;
    private OptionalLong known = OptionalLong.empty();

    /**
     * Creates a view.
     *
     * @param noun what the inputs are, in the plural
     * @param earlier how many of them were done before this run
     * @param pool works on them
     * @param total tells how many there are; asked once, on the display's thread
     */
    RunView(String noun, long earlier, ProcessPool pool, Supplier<OptionalLong> total) {
        this.noun = noun;
        this.earlier = earlier;
        this.pool = pool;
        this.total = total;
    }

    @Override
    public void progress(Progress now) {
        latest = now;
    }

    @Override
    public void begin() {
        known = total.get();
    }

    @Override
    public List<String> block(int columns, int rows, boolean isUnicode) {
        return new RunBlock(text(), pool.workers())
                .lines(new Terminal.Size(columns, rows), isUnicode);
    }

    @Override
    public String line() {
        return text().line();
    }

    /** With what the pool does not know: all inputs, and those that were done before. */
    private ProgressText text() {
        var now = latest;
        return new ProgressText(
                noun,
                new Progress(
                        known,
                        now.submitted() + earlier,
                        now.running(),
                        now.done() + earlier,
                        now.failed(),
                        now.retries(),
                        now.elapsed(),
                        now.perSecond(),
                        now.isLast()));
    }
}
