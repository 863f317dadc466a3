package dev.procession.manager;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list that lies in a manager, and that all processes of the session can use.
 *
 * {@snippet :
 * ManagedList<String> log = manager.list();
 * pool.map(page -> log.add(page + " read"), pages);
 * }
 *
 * <p>Each call is atomic, those for many elements too; two calls are not one. Elements may be null.
 * They are copied: one that was got is the caller's own, and to change it changes nothing in the
 * list. Functions run in the manager while nobody else uses the list; they must not use objects of
 * the manager themselves. One of the JDK's type that cannot travel, and any of a {@link
 * ConnectedManager}'s list, runs in the caller, on a copy of all elements, again if the list has
 * changed meanwhile.
 *
 * <p>Who goes through the list gets it in pages of a thousand elements, each as it was when it was
 * asked for; while others insert or remove, an element may be met twice or not at all. An iterator
 * changes the list only if nobody else has inserted or removed since it read its page, and throws a
 * {@link java.util.ConcurrentModificationException} otherwise. So does a sublist: it is a window of
 * positions, and each of its methods several calls.
 *
 * <p>For how long it is kept, what a call waits for, and what the death of a peer does, see {@link
 * ManagedMap}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @param <E> the type of elements
 * @apiNote Python's {@code Manager().list()}
 * @since 0.1
 */
public interface ManagedList<E extends @Nullable Object> extends List<E> {

    /**
     * Removes elements, in the manager.
     *
     * @param predicate tells which
     * @return whether there was one
     */
    default boolean removeIf(RemotePredicate<? super E> predicate) {
        Predicate<? super E> plain = predicate;
        return removeIf(plain);
    }

    /**
     * Replaces all elements, in the manager: all of them, or none if the function throws.
     *
     * @param operator gets an element, returns the new one
     */
    default void replaceAll(RemoteUnaryOperator<E> operator) {
        UnaryOperator<E> plain = operator;
        replaceAll(plain);
    }

    /**
     * Sorts the elements, in the manager.
     *
     * @param order compares two of them
     */
    default void sort(RemoteComparator<? super E> order) {
        Comparator<? super E> plain = order;
        sort(plain);
    }
}
