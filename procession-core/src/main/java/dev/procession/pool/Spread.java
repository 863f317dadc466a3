package dev.procession.pool;

import dev.procession.TaskBiFunction;
import dev.procession.TaskFunction;
import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments as one of a pair.
 *
 * @param function the function as the user wrote it
 * @param <A> the type of its first argument
 * @param <B> the type of its second argument
 * @param <R> the type of its result
 */
record Spread<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>(
        TaskBiFunction<? super A, ? super B, ? extends R> function)
        implements TaskFunction<Pair<A, B>, R>, Adapted {

    @Override
    public R apply(Pair<A, B> argument) throws Exception {
        return function.apply(argument.first(), argument.second());
    }

    @Override
    public Object original() {
        return function;
    }
}
