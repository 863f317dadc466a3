/** Starting, watching and ending child processes; the child's side of its start. */
@NullMarked
package dev.procession.internal.launch;

import org.jspecify.annotations.NullMarked;
