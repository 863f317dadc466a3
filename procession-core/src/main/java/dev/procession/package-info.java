/**
 * Shared exceptions and types of Procession: multiprocessing for the JVM.
 *
 * <p><b>Logging.</b> What nobody can be told by an exception goes to the {@link
 * java.lang.System.Logger} named {@code dev.procession}, in this process and in its children. Lines
 * begin with the pool or the worker that they are about, {@code [pool render]} or {@code
 * [render-3]}. In good order nothing is logged that the JDK prints unasked:
 *
 * <ul>
 *   <li>{@code ERROR}: a task that was given to {@code execute} has failed, and nobody waits for
 *       it;
 *   <li>{@code WARNING}: something that somebody should see to, such as a worker that could not be
 *       started while others go on, a finalizer that failed, more workers than there is memory for,
 *       a process out of memory or threads;
 *   <li>{@code DEBUG}: how large the workers of a pool may be, once for each pool; and what went
 *       wrong, and was made good, on the way.
 * </ul>
 *
 * <p>A pool asks for the logger when there is something to say. The line about its workers would be
 * the only one for most, and what logs costs a young JVM tens of milliseconds. So that line comes
 * at once where a system property says how to log, such as {@code java.util.logging.config.file},
 * and otherwise after a second, if the pool still lives.
 *
 * <p><b>Flight Recorder.</b> Where the JVM has the module {@code jdk.jfr} and records, by whatever
 * means and from whenever on, process pools tell it of
 *
 * <ul>
 *   <li>{@code dev.procession.Task}: a task, or an input of a map, that has its outcome, with its
 *       pool, worker and function, how long it waited and ran, its attempts and its outcome; at
 *       most 5000 a second unless the setting {@code throttle} says otherwise;
 *   <li>{@code dev.procession.WorkerStart}: a worker that has come up, and how long that took;
 *   <li>{@code dev.procession.WorkerEnd}: a worker that has ended, with its exit status and the
 *       cause.
 * </ul>
 *
 * <p>They are recorded in the process that has the pool. Where nothing is recorded, no class of the
 * recorder is loaded.
 */
@NullMarked
package dev.procession;

import org.jspecify.annotations.NullMarked;
