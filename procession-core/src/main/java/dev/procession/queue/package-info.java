/**
 * Queues between processes, with the manners of {@code java.util.concurrent}.
 *
 * <p>A queue is made by one process and can be used by all of its session, that is by its root JVM
 * and all below it: what is captured by a task, passed as an argument, returned or put into another
 * queue is a handle on the same queue. The death of any process, at any moment, leaves it usable.
 *
 * <p>{@link dev.procession.queue.ProcessQueue} is the queue for most; with {@link
 * dev.procession.queue.JoinableProcessQueue} one can wait until all elements are dealt with, and
 * those that a dead consumer had are given out again or reported.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>Actions before an element is put <i>happen-before</i> its encoding, which ends before {@code
 * put} waits or returns: later changes of the object are not seen by who takes it. For memory that
 * is shared (that of {@code dev.procession.memory} and {@code dev.procession.sync}; the heaps of
 * two processes never are), actions before an element is put <i>happen-before</i> actions after it
 * was taken, in any process.
 */
@NullMarked
package dev.procession.queue;

import org.jspecify.annotations.NullMarked;
