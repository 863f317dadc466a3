/** What the tests of this module stand on: memory mapped twice, and processes that are threads. */
@NullMarked
package dev.procession.concurrency;

import org.jspecify.annotations.NullMarked;
