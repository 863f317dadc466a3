package dev.procession.pool;

/**
 * Is told how far a run over many inputs has come: one call of {@code map}, {@code starmap}, {@code
 * mapAsync}, {@code imap}, {@code outcomes} or one of their kind.
 *
 * {@snippet :
 * var told = TaskOptions.defaults().withProgress(now ->
 *         System.err.print("\r" + now.done() + " of " + now.submitted() + ", " + now.failed() + " failed"));
 * List<Summary> all = pool.with(told).map(Report::summarize, paths);
 * }
 *
 * <p><b>When.</b> The first call comes one interval after the run began, which is when its first
 * input is asked for; each further one an interval after the call before has returned, whether or
 * not anything has changed. What happens in between is told by the next call. When the run is over
 * there is one more call, with {@link Progress#isLast}: also when the run has failed, was
 * interrupted or cancelled, and when it was shorter than the interval, so that this is the only
 * call. A run is over when its method returns or throws, and of a stream when it says that there is
 * nothing more, throws, or is closed. A stream of which nothing was ever asked has no calls; one
 * that is forgotten half-way has its last when its pool has terminated.
 *
 * <p><b>Threads.</b> All calls for a run are made by one thread, a daemon that lives as long as the
 * run, one after the other. Runs have threads of their own: a listener of several is called by
 * several. The thread is none of the pool's: a listener that is slow, blocks or throws holds up no
 * task and no other run. What it throws is logged, once for each run, and it is called on as if
 * nothing had happened. While it blocks it is told nothing.
 *
 * <p><b>Blocking.</b> When the run is over, its method (or the stream, or its {@code close}) waits
 * until the last call has returned, so that what the listener has drawn is there before what comes
 * after it. It waits for one second at most, and not if it is interrupted; the last call comes then
 * a little later, unless this JVM ends before. A run that is ended by its own listener does not
 * wait. The future of a {@code mapAsync} that is completed from outside does not wait either.
 *
 * <p><b>Memory consistency.</b> What was done before the run was begun <i>happens before</i> the
 * first call, each call <i>happens before</i> the next one, and the last one <i>happens before</i>
 * the run's method returns if that waited for it.
 *
 * <p><b>What it costs.</b> A thread for each run, and some tens of nanoseconds for each input;
 * nothing for runs without a listener.
 *
 * @apiNote Python's pools tell nothing of the kind; there one wraps {@code imap_unordered} into a
 *     progress bar, which counts what was handed out
 * @since 0.1
 */
@FunctionalInterface
public interface ProgressListener {

    /**
     * Called now and then, and once at the end.
     *
     * @param now how far the run has come
     */
    void progress(Progress now);
}
