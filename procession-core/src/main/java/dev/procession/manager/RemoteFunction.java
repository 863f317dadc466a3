package dev.procession.manager;

import java.io.Serializable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Function} that can travel to a manager, and be run there.
 *
 * <p>A lambda or method reference of this type needs no cast, also where the JDK's type would fit
 * as well. What it captures is copied.
 *
 * @param <A> the type of the argument
 * @param <R> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface RemoteFunction<A extends @Nullable Object, R extends @Nullable Object>
        extends Function<A, R>, Serializable {}
