package dev.procession.manager;

import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A {@link UnaryOperator} that can travel to a manager, and be run there.
 *
 * <p>A lambda or method reference of this type needs no cast, also where the JDK's type would fit
 * as well. What it captures is copied.
 *
 * @param <T> the type of the argument and of the result
 * @since 0.1
 */
@FunctionalInterface
public interface RemoteUnaryOperator<T extends @Nullable Object>
        extends UnaryOperator<T>, Serializable {}
