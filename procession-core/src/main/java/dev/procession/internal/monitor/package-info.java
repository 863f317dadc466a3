/**
 * Waiting for other processes, and for none that is dead: who takes part, the lock word and the
 * event word, and how threads sleep on them.
 */
@NullMarked
package dev.procession.internal.monitor;

import org.jspecify.annotations.NullMarked;
