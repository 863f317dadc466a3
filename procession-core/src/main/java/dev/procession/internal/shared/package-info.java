/**
 * Memory that the processes of a session share: pieces of it, how they are named to other
 * processes, and the one layer through which its words are touched.
 */
@NullMarked
package dev.procession.internal.shared;

import org.jspecify.annotations.NullMarked;
