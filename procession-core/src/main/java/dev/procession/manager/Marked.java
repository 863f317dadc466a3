package dev.procession.manager;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A value as it was at some time.
 *
 * @param mark another for each change; 0 if there is no value
 * @param value the value
 * @param <V> its type
 */
record Marked<V>(long mark, @Nullable V value) implements Serializable {}
