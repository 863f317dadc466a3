package dev.procession.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Values in their manager. */
final class ServerCells<T extends @Nullable Object> extends Guarded implements CellOps<T> {

    private final List<T> cells;

    ServerCells(List<? extends T> values) {
        this.cells = new ArrayList<>(values);
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
        cells.set(index, value);
    }

    @Override
    public T getAndSet(int index, T value) {
        return cells.set(index, value);
    }

    @Override
    public boolean compareAndSet(int index, T expected, T value) {
        boolean isThere = Objects.equals(cells.get(index), expected);
        if (isThere) {
            cells.set(index, value);
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
        cells.clear();
        cells.addAll(values);
    }

    @Override
    public T getAndUpdate(int index, UnaryOperator<T> operator) {
        T before = cells.get(index);
        return cells.set(index, operator.apply(before));
    }

    @Override
    public T updateAndGet(int index, UnaryOperator<T> operator) {
        T value = operator.apply(cells.get(index));
        cells.set(index, value);
        return value;
    }
}
