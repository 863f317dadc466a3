/**
 * Runs code of several processes in one thread, in an order that a seed decides: the real code, its
 * every access to shared words a place where another may go on, be interrupted, or be killed.
 */
@NullMarked
package dev.procession.testing.simulator;

import org.jspecify.annotations.NullMarked;
