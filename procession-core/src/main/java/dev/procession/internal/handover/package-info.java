/** How a connection goes from a process to one of its children: for a ticket, by its descriptor. */
@NullMarked
package dev.procession.internal.handover;

import org.jspecify.annotations.NullMarked;
