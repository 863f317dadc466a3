/** The {@code procession bench} command. */
@NullMarked
package dev.procession.benchmarks;

import org.jspecify.annotations.NullMarked;
