/**
 * Synchronization between processes, with the manners of {@code java.util.concurrent}: events,
 * semaphores, locks, conditions, barriers and latches in shared memory.
 *
 * <p>Each object is made by one process and can be used by all of its session, that is by its root
 * JVM and all below it: what is captured by a task, passed as an argument, returned or put into a
 * queue is a handle on the same object. It lives until the process that made it closes it, or the
 * session ends. The death of any process, at any moment, leaves no other one waiting for ever.
 *
 * <p>Threads wait in the kernel, interruptibly; virtual threads without keeping their carrier.
 * Where a JVM is not allowed native access, or has no futexes, waiting threads look again and again
 * instead.
 *
 * <h2>If a process dies</h2>
 *
 * <ul>
 *   <li>that waits, for anything: no other loses a wake-up by that.
 *   <li>that waits at a barrier, or runs its action: the barrier is broken for the others, who are
 *       told which process died.
 *   <li>that has permits of a semaphore, or has not counted down a latch, or has not come to a
 *       barrier: nobody does it in its place. A timeout helps.
 *   <li>within any method: it has had its effect or has not, and the object goes on.
 * </ul>
 *
 * <h2>Memory consistency</h2>
 *
 * <p>For memory that is shared (that of {@code dev.procession.memory} and of these objects; the
 * heaps of two processes never are):
 *
 * <ul>
 *   <li>Actions before {@code set}, {@code release} or {@code countDown} <i>happen-before</i>
 *       actions after a matching {@code await} or {@code acquire}, in any process.
 *   <li>Actions before releasing a lock <i>happen-before</i> actions after the next acquisition of
 *       it; those of an owner that died as far as they had come.
 *   <li>Actions before entering a barrier <i>happen-before</i> actions after it.
 * </ul>
 */
@NullMarked
package dev.procession.sync;

import org.jspecify.annotations.NullMarked;
