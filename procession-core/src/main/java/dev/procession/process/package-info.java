/**
 * Single Java processes.
 *
 * <h2>Memory consistency</h2>
 *
 * <ul>
 *   <li>Actions before {@code start} <i>happen before</i> the encoding of the action and its
 *       arguments, which ends before {@code start} returns. The child works on that copy.
 *   <li>The end of a process <i>happens before</i> the return of a {@code join} that saw it.
 * </ul>
 */
@NullMarked
package dev.procession.process;

import org.jspecify.annotations.NullMarked;
