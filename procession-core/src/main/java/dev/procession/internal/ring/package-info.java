/**
 * A ring of records in shared memory, on which queues and pipes stand: putting, taking, waiting at
 * either side, and elements to bytes and back. The death of any process that uses it does no harm.
 */
@NullMarked
package dev.procession.internal.ring;

import org.jspecify.annotations.NullMarked;
