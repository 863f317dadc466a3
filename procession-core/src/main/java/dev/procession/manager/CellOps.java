package dev.procession.manager;

import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What values in a manager do, of which there are as many as at their beginning. */
interface CellOps<T extends @Nullable Object> {

    @Brief
    int length();

    @Brief
    T get(int index);

    @Brief
    void set(int index, T value);

    @Brief
    T getAndSet(int index, T value);

    @Brief
    boolean compareAndSet(int index, T expected, T value);

    @Brief
    List<T> all();

    @Brief
    void setAll(List<? extends T> values);

    /** Returns a value with a mark that changes with it. */
    @Brief
    Marked<T> read(int index);

    /** Sets a value whose mark is still so; returns whether it was. */
    @Brief
    boolean write(int index, long mark, T value);

    T getAndUpdate(int index, UnaryOperator<T> operator);

    T updateAndGet(int index, UnaryOperator<T> operator);
}
