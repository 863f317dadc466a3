/**
 * Data that several processes have in common: numbers that need no lock, arrays, lists, records and
 * raw memory.
 *
 * <p>Each object is made by one process and can be used by all of its session, that is by its root
 * JVM and all below it: what is captured by a task, passed as an argument, returned or put into a
 * queue is a handle on the same object, and costs the same however large that is. It lives until
 * the process that made it closes it, or the session ends.
 *
 * <p>Whatever a process does, and wherever it is killed, what is here stays as it was written: a
 * number has the value before or the value after.
 *
 * <h2>Memory consistency</h2>
 *
 * <p>The strengths of access are those of {@link java.lang.invoke.VarHandle}, and they hold between
 * threads of different processes as they do between those of one, for memory that is shared; the
 * heaps of two processes never are.
 *
 * <ul>
 *   <li>Actions before a volatile write, or one of strength <i>release</i>, <i>happen-before</i>
 *       actions after a read of what it wrote that is volatile or of strength <i>acquire</i>.
 *   <li>Methods that say nothing of their strength are volatile in atomics ({@code SharedLong},
 *       {@code SharedInt}, {@code SharedBoolean}, {@code SharedDouble}), and plain in arrays.
 *   <li>Actions before an element of a {@code SharedList} or a {@code SharedStruct} is written
 *       <i>happen-before</i> actions after it is read.
 *   <li>Plain reads and writes, of raw memory too, need something else that orders them: one of the
 *       above, or an object of {@code dev.procession.sync}.
 * </ul>
 */
@NullMarked
package dev.procession.memory;

import org.jspecify.annotations.NullMarked;
