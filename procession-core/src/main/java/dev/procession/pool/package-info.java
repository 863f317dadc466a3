/**
 * Pools of worker processes.
 *
 * <h2>Memory consistency</h2>
 *
 * <ul>
 *   <li>Actions before a task is handed to a pool <i>happen before</i> the encoding of its
 *       argument, which ends before {@code submit}, {@code apply} or the pulling of the element
 *       returns.
 *   <li>What a worker did before its task ended <i>happens before</i> actions after the task's
 *       outcome was seen, as far as it is contained in the outcome. Other memory is not shared.
 *   <li>Each call of a {@link dev.procession.pool.ProgressListener} for a run <i>happens before</i>
 *       the next one.
 * </ul>
 */
@NullMarked
package dev.procession.pool;

import org.jspecify.annotations.NullMarked;
