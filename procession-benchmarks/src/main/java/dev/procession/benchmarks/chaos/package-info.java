/** The command {@code procession chaos}: kills the workers of a pool under load, and judges. */
@NullMarked
package dev.procession.benchmarks.chaos;

import org.jspecify.annotations.NullMarked;
