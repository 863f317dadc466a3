package dev.procession.manager;

import java.util.ListIterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Goes through a list: from page to page, each as it was when it was asked for. */
final class ListPages<E extends @Nullable Object> implements ListIterator<E> {

    private static final int NONE = -1;

    private final ListOps<E> ops;

    /** The page, the position of its first element, and the state of the list it is of. */
    private Page page;

    private int start;
    private long mark;

    private int cursor;
    private int last = NONE;

    ListPages(ListOps<E> ops, int index) {
        this.ops = ops;
        this.cursor = index;
        this.start = index;
        this.page = ops.page(index);
        this.mark = page.mark();
    }

    private void turnTo(int from) {
        start = from;
        page = ops.page(from);
        mark = page.mark();
    }

    private int end() {
        return start + page.elements().size();
    }

    @Override
    public boolean hasNext() {
        if (cursor == end() && !page.isLast()) {
            turnTo(cursor);
        }
        return cursor < end();
    }

    @Override
    public E next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        last = cursor++;
        return element(last);
    }

    @Override
    public boolean hasPrevious() {
        return cursor > 0;
    }

    @Override
    public E previous() {
        if (cursor == start && cursor > 0) {
            turnTo(Math.max(0, cursor - Page.MOST));
            // Others may have removed what was here.
            cursor = Math.min(cursor, end());
        }
        if (cursor == 0 || cursor == start) {
            throw new NoSuchElementException();
        }
        last = --cursor;
        return element(last);
    }

    @SuppressWarnings("unchecked")
    private E element(int index) {
        return (E) page.elements().get(index - start);
    }

    @Override
    public int nextIndex() {
        return cursor;
    }

    @Override
    public int previousIndex() {
        return cursor - 1;
    }

    private int requireLast() {
        if (last == NONE) {
            throw new IllegalStateException(
                    "there is no element to change: call next() or previous() before");
        }
        return last;
    }

    @Override
    public void remove() {
        int index = requireLast();
        mark = ops.removeIf(mark, index);
        page.elements().remove(index - start);
        cursor = index;
        last = NONE;
    }

    @Override
    public void set(E element) {
        int index = requireLast();
        ops.setIf(mark, index, element);
        page.elements().set(index - start, element);
    }

    @Override
    public void add(E element) {
        mark = ops.addIf(mark, cursor, element);
        page.elements().add(cursor - start, element);
        cursor++;
        last = NONE;
    }
}
