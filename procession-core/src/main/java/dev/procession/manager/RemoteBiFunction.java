package dev.procession.manager;

import java.io.Serializable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A {@link BiFunction} that can travel to a manager, and be run there.
 *
 * <p>A lambda or method reference of this type needs no cast, also where the JDK's type would fit
 * as well. What it captures is copied.
 *
 * @param <A> the type of the first argument
 * @param <B> the type of the second argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface RemoteBiFunction<
                A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends BiFunction<A, B, R>, Serializable {}
