/**
 * Talking between processes: pipes within a program, connections between programs, and waiting for
 * many of them.
 *
 * <p>{@link dev.procession.connection.ProcessPipe} connects two processes of one session, through
 * shared memory. Its ends move: an end that is captured by a task, passed as an argument, put into
 * a queue or sent over another pipe is then there and not here any more, so that each end is open
 * in one process, and nobody waits for an end that somebody has forgotten to close.
 *
 * <p>{@link dev.procession.connection.Connections} waits until one of many pipes, connections,
 * queues, processes and channels is ready.
 *
 * <p>Between programs, one has a {@link dev.procession.connection.ConnectionListener}, the others
 * {@linkplain dev.procession.connection.Connection#connect connect} to it. They need not be of one
 * session, nor on one machine, and neither has started the other: so both have to prove that they
 * know the same {@link dev.procession.connection.AuthenticationKey} before any object is decoded.
 *
 * <h2>What the proof is bound to</h2>
 *
 * <p>Each side proves by HMAC-SHA-256, and by nothing else, that it knows the key, for the role
 * that it has, for two numbers that both sides have drawn for this connection, and for what both
 * know the connection by. So a proof cannot be used again, sent back, or handed on by somebody who
 * listens where the real listener is expected:
 *
 * <ul>
 *   <li>over a Unix-domain socket that is its path, links in it resolved;
 *   <li>over TLS it is the TLS session itself (its exported keying material): whoever ends TLS in
 *       between has another one. Gateways and port forwarding that hand on what they do not read
 *       are no obstacle;
 *   <li>over plain TCP it is the listener's address and port, as each side's own socket has it.
 *       What translates addresses in between is refused, since it cannot be told from a relay;
 *   <li>where both sides have set a {@linkplain
 *       dev.procession.connection.ConnectionOptions#withName name}, it is that in place of the path
 *       or address: for containers that see them differently. Then any way that leads to a listener
 *       of that name and key is as good as another.
 * </ul>
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
