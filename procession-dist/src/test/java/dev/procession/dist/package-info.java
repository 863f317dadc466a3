/** Tests of what users get: the archive of the command, and the published artifacts. */
@NullMarked
package dev.procession.dist;

import org.jspecify.annotations.NullMarked;
