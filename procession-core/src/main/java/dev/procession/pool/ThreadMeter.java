package dev.procession.pool;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The meter of a run in a {@link ThreadPool}, if it has one; otherwise all this does nothing. */
final class ThreadMeter implements Meter.Running {

    /** Of tasks that belong to no run. */
    static final ThreadMeter NONE = new ThreadMeter();

    private final LongAdder running = new LongAdder();
    private final @Nullable Meter meter;

    private ThreadMeter() {
        this.meter = null;
    }

    ThreadMeter(Terms terms, ThreadCrew crew, Feed<?> feed) {
        this.meter = Meter.of(terms, crew, feed, this);
    }

    @Override
    public long countRunning() {
        return running.sum();
    }

    void begin() {
        if (meter != null) {
            meter.begin();
        }
    }

    void taken() {
        if (meter != null) {
            meter.taken();
        }
    }

    /** A thread has begun an attempt. */
    void began() {
        if (meter != null) {
            running.increment();
        }
    }

    /** A thread has left an attempt, which may have been settled by others long ago. */
    void left() {
        if (meter != null) {
            running.decrement();
        }
    }

    void ended(boolean isFailed, int attempts) {
        if (meter != null) {
            meter.ended(isFailed, attempts);
        }
    }

    void freeze() {
        if (meter != null) {
            meter.freeze();
        }
    }

    void end() {
        if (meter != null) {
            meter.end();
        }
    }
}
