/** Shared exceptions and types of Procession: multiprocessing for the JVM. */
@NullMarked
package dev.procession;

import org.jspecify.annotations.NullMarked;
