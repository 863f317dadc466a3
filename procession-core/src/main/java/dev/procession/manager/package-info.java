/**
 * Objects that lie in a process of their own, and that all processes of the session can use.
 *
 * <p>{@link dev.procession.manager.ProcessManager} starts such a process and makes objects there.
 * What a process has of them is a handle, which implements the JDK's interface and can be captured
 * by a task, passed as an argument, returned, or put into a queue or another managed object. Each
 * call is a question to the manager and its answer, some tens of microseconds; many of them go
 * together in a {@link dev.procession.manager.ManagerBatch}. What lies in shared memory ({@code
 * dev.procession.memory}, {@code dev.procession.sync}, {@code dev.procession.queue}) is faster, and
 * is numbers, bytes, locks and queues only.
 *
 * <p>Arguments and results are copied, so every class that they have must be serializable and known
 * to the manager, which has the class path of the process that started it. What a call throws in
 * the manager is thrown to the caller: an exception of the JDK's anew, with the manager's as its
 * cause; any other with both stacks in one.
 *
 * <p>{@link dev.procession.manager.ProcessManager#serve} opens one to other programs, which {@link
 * dev.procession.manager.ProcessManager#connect} to it and find its objects by {@linkplain
 * dev.procession.manager.Manager#named name}.
 *
 * <h2>Who may call</h2>
 *
 * <p>The processes of the session: each handle carries the manager's key, and only the session's
 * user can read what it travels by. An object is named by 128 random bits, and only the methods of
 * its interface can be called.
 *
 * <p>Other programs, only where a manager is served to them: they prove that they know the {@link
 * dev.procession.connection.AuthenticationKey} of that, and so does the manager (how, see {@link
 * dev.procession.connection}). Over their connections handles go as the names of objects, without
 * keys and addresses, and no code goes at all: {@link dev.procession.manager.ConnectedManager} says
 * what follows from that.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>Actions before a call <i>happen-before</i> its arguments are encoded; later changes of them
 * are not seen by the manager. The calls of an object happen one after the other, as if all were
 * made by one thread. For memory that is shared ({@code dev.procession.memory}), actions before a
 * call happen-before actions after a later call of the same object, in any process.
 */
@NullMarked
package dev.procession.manager;

import org.jspecify.annotations.NullMarked;
