package dev.procession.benchmarks.chaos;

import dev.procession.benchmarks.chaos.Findings.Sort;
import java.util.concurrent.TimeUnit;

/** The longest time in which nobody got anything done although somebody could have. */
final class Stall {

    private long lastBeats = -1;
    private long sinceNanos = System.nanoTime();
    private volatile long longestNanos;

    /**
     * Looks.
     *
     * @param isAble whether somebody could get something done
     * @param beats how much has been done
     * @param nowNanos the time
     */
    void look(boolean isAble, long beats, long nowNanos) {
        if (!isAble || beats != lastBeats) {
            lastBeats = beats;
            sinceNanos = nowNanos;
        } else {
            longestNanos = Math.max(longestNanos, nowNanos - sinceNanos);
        }
    }

    long longestMillis() {
        return TimeUnit.NANOSECONDS.toMillis(longestNanos);
    }

    /** Tells one that was too long. */
    void tell(String what, Findings findings) {
        if (longestNanos > Settings.STALL_MOST.toNanos()) {
            findings.add(Sort.WRONG, what + " stood still for " + longestMillis() + " ms");
        }
    }
}
