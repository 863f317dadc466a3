/** The command {@code procession example}, which lists the examples and runs them. */
@NullMarked
package dev.procession.examples.command;

import org.jspecify.annotations.NullMarked;
