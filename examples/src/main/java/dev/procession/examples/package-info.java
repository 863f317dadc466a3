/** Small programs that show one thing each. */
@NullMarked
package dev.procession.examples;

import org.jspecify.annotations.NullMarked;
