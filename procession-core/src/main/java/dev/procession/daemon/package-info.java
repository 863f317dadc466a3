/**
 * Services that run on when the program that has started them has ended: detached processes with a
 * name, which any program of the same user can find, ask, stop and start again.
 *
 * <h2>Memory consistency</h2>
 *
 * <ul>
 *   <li>Actions before {@code start} <i>happen before</i> the encoding of the body, which ends
 *       before {@code start} returns. The daemon works on that copy, and shares no memory.
 *   <li>Actions of a daemon's body before {@link dev.procession.daemon.Daemons#ready} <i>happen
 *       before</i> the return of the {@code start} that waited for it, as far as others see them:
 *       in files, for example.
 * </ul>
 */
@NullMarked
package dev.procession.daemon;

import org.jspecify.annotations.NullMarked;
