package dev.procession.manager;

import java.util.Deque;

/**
 * A deque that lies in a manager, and that all processes of the session can use.
 *
 * {@snippet :
 * ManagedDeque<Task> tasks = manager.deque();
 * tasks.addLast(task);
 * Task stolen = tasks.pollFirst();
 * }
 *
 * <p>Each call is atomic, those for many elements too. Elements are not null, and are copied. An
 * iterator has the elements of one moment; its {@code remove} takes out one that equals what it
 * returned last. For who has to wait for an element there is {@link ManagedQueue}.
 *
 * <p>For how long it is kept, what a call waits for, and what the death of a peer does, see {@link
 * ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @param <E> the type of elements
 * @apiNote Python has no managed deque.
 * @since 0.1
 */
public interface ManagedDeque<E> extends Deque<E> {}
