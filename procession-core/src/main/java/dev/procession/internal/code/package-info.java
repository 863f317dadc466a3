/** How children come to code that is not on their class path. */
@NullMarked
package dev.procession.internal.code;

import org.jspecify.annotations.NullMarked;
