/** How parent and worker talk: the lane in mapped memory, its doorbells, the control channel. */
@NullMarked
package dev.procession.internal.channel;

import org.jspecify.annotations.NullMarked;
