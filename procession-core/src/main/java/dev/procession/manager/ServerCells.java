package dev.procession.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Values in their manager. */
final class ServerCells<T extends @Nullable Object> extends Guarded implements CellOps<T> {

    private final List<T> cells;

    /** Of each value: how often it was set. */
    private final long[] marks;

    ServerCells(List<? extends T> values) {
        this.cells = new ArrayList<>(values);
        this.marks = new long[cells.size()];
    }

    @Override
    public int length() {
        return cells.size();
    }

    @Override
    public T get(int index) {
        return cells.get(index);
    }

    @Override
    public void set(int index, T value) {
        getAndSet(index, value);
    }

    @Override
    public T getAndSet(int index, T value) {
        T before = cells.set(index, value);
        marks[index]++;
        return before;
    }

    @Override
    public boolean compareAndSet(int index, T expected, T value) {
        boolean isThere = Objects.equals(cells.get(index), expected);
        if (isThere) {
            set(index, value);
        }
        return isThere;
    }

    @Override
    public List<T> all() {
        return cells;
    }

    @Override
    public void setAll(List<? extends T> values) {
        if (values.size() != cells.size()) {
            throw new IllegalArgumentException(
                    "an array keeps its length: length="
                            + cells.size()
                            + ", given="
                            + values.size());
        }
        for (int i = 0; i < marks.length; i++) {
            set(i, values.get(i));
        }
    }

    @Override
    public Marked<T> read(int index) {
        return new Marked<>(marks[index], cells.get(index));
    }

    @Override
    public boolean write(int index, long mark, T value) {
        boolean isSame = mark == marks[index];
        if (isSame) {
            set(index, value);
        }
        return isSame;
    }

    @Override
    public T getAndUpdate(int index, UnaryOperator<T> operator) {
        T before = cells.get(index);
        return getAndSet(index, operator.apply(before));
    }

    @Override
    public T updateAndGet(int index, UnaryOperator<T> operator) {
        T value = operator.apply(cells.get(index));
        set(index, value);
        return value;
    }
}
