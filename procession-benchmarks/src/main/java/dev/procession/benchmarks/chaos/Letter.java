package dev.procession.benchmarks.chaos;

import dev.procession.connection.PipeEnd;
import java.io.Serializable;

/**
 * An end of a pipe on its way to who receives from it.
 *
 * @param end gets {@link Element}s, and the number of the last one when that was sent, which it
 *     sends back
 * @param producer the seat of who has the other end
 * @param first the number of the first element of the pipe
 * @param next the number of the element that comes next
 */
record Letter(PipeEnd<Long, Serializable> end, int producer, long first, long next)
        implements Serializable {}
