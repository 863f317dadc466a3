package dev.procession.manager;

import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Goes through the elements of one moment. */
final class Snapshot<E> implements Iterator<E> {

    private final Iterator<E> elements;
    private final Consumer<? super E> removal;
    private @Nullable E last;

    /**
     * Begins.
     *
     * @param elements those of the moment, none of them null
     * @param removal removes one that equals what it is given
     */
    Snapshot(List<E> elements, Consumer<? super E> removal) {
        this.elements = elements.iterator();
        this.removal = removal;
    }

    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public E next() {
        E next = elements.next();
        last = next;
        return next;
    }

    @Override
    public void remove() {
        E element = last;
        if (element == null) {
            throw new IllegalStateException("there is no element to remove: call next() before");
        }
        last = null;
        removal.accept(element);
    }
}
