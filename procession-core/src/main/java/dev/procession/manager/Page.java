package dev.procession.manager;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a collection, for who goes through all of it.
 *
 * @param mark where the next page begins, or of what state this one is
 * @param elements at most {@value #MOST}, or twice as many if they are keys and values
 * @param isLast whether there were no more
 */
record Page(long mark, List<@Nullable Object> elements, boolean isLast) implements Serializable {

    /** How many a page has at most. */
    static final int MOST = 1000;
}
