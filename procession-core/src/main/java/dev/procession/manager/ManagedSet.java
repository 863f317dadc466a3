package dev.procession.manager;

import java.util.Set;

/**
 * A set that lies in a manager, and that all processes of the session can use.
 *
 * {@snippet :
 * ManagedSet<URI> seen = manager.set();
 * pool.map(link -> seen.add(link) ? fetch(link) : null, links);
 * }
 *
 * <p>Each call is atomic, those for many elements too. Elements are not null, and are copied. The
 * order is that in which they were added. Who goes through the set gets each element that is there
 * all the time exactly once, in pages of a thousand. {@code removeIf} runs in the caller, and is a
 * call for each element that it removes.
 *
 * <p>For how long it is kept, what a call waits for, and what the death of a peer does, see {@link
 * ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @param <E> the type of elements
 * @apiNote Python has no managed set.
 * @since 0.1
 */
public interface ManagedSet<E> extends Set<E> {}
