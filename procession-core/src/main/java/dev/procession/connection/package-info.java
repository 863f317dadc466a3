/**
 * Talking between processes: pipes, whose two ends notice each other's end at once; and waiting for
 * many.
 *
 * <p>{@link dev.procession.connection.ProcessPipe} connects two processes of one session, through
 * shared memory. Its ends move: an end that is captured by a task, passed as an argument, put into
 * a queue or sent over another pipe is then there and not here any more, so that each end is open
 * in one process, and nobody waits for an end that somebody has forgotten to close.
 *
 * <p>{@link dev.procession.connection.Connections} waits until one of many pipes, queues, processes
 * and channels is ready.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>Actions before a message is sent <i>happen-before</i> its encoding, which ends before {@code
 * send} waits or returns: later changes of the object are not seen by who receives it. For memory
 * that is shared (that of {@code dev.procession.memory} and {@code dev.procession.sync}; the heaps
 * of two processes never are), actions before a message is sent <i>happen-before</i> actions after
 * it was received, in any process. Actions before an end is closed <i>happen-before</i> actions
 * after another process has found the stream ended.
 */
@NullMarked
package dev.procession.connection;

import org.jspecify.annotations.NullMarked;
