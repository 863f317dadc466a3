/** The {@code procession} command. */
@NullMarked
package dev.procession.cli;

import org.jspecify.annotations.NullMarked;
