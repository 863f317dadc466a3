package dev.procession.manager;

import java.io.Serializable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Supplier} that can travel to a manager, and be run there.
 *
 * <p>A lambda or method reference of this type needs no cast, also where the JDK's type would fit
 * as well. What it captures is copied.
 *
 * @param <T> the type of the result
 * @since 0.1
 */
@FunctionalInterface
public interface RemoteSupplier<T extends @Nullable Object> extends Supplier<T>, Serializable {}
