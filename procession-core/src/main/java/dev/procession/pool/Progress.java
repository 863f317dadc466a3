package dev.procession.pool;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one run over many inputs has come; see {@link TaskOptions#withProgress}. Its numbers are
 * not all of one instant, except for those of the last one, which are exact.
 *
 * @param total how many inputs there are in all, if that was known when the run began: of a
 *     collection, and of a stream that knows its size
 * @param submitted inputs that were taken from their source so far; some of them may be done
 * @param running inputs whose function runs now; 0 in the last one
 * @param done inputs that have ended, with a value or without, whether or not their outcome was
 *     handed out yet
 * @param failed how many of those done have no value; a value that cannot be decoded is counted
 *     when it would be handed out
 * @param retries attempts beyond the first of each of those done
 * @param elapsed how long the run has taken
 * @param perSecond how many inputs ended in a second: in the last five seconds, or since the call
 *     before this one if that is longer ago
 * @param isLast whether the run is over and its listener is not called again
 * @since 0.1
 */
public record Progress(
        OptionalLong total,
        long submitted,
        long running,
        long done,
        long failed,
        long retries,
        Duration elapsed,
        double perSecond,
        boolean isLast) {

    private static final double MOST_SECONDS = 1e9;

    /**
     * Estimates how long the rest takes if it goes on at this rate.
     *
     * @return the estimate in whole seconds, rounded up; empty if it is not known how many inputs
     *     there are, or if none has ended of late
     */
    public Optional<Duration> remaining() {
        if (total.isEmpty() || perSecond <= 0) {
            return Optional.empty();
        }
        double seconds = Math.max(0, total.getAsLong() - done) / perSecond;
        return Optional.of(Duration.ofSeconds((long) Math.ceil(Math.min(seconds, MOST_SECONDS))));
    }
}
