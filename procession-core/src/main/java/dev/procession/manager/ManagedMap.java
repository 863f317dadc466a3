package dev.procession.manager;

import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map that lies in a manager, and that all processes of the session can use.
 *
 * {@snippet :
 * ManagedMap<String, Integer> map = manager.map();
 * map.put("count", 100);
 * pool.map(i -> map.merge("count", -1, Integer::sum), range(0, 50));   // exactly 50
 * }
 *
 * <p>Each call is atomic, those for many keys too. Two calls are not one: between {@code get} and
 * {@code put} others may have put something, so read and write by {@link #merge} or {@link
 * #compute}. Their functions run in the manager while nobody else uses the map; they must not use
 * objects of the manager themselves, and what they change outside their result is the manager's
 * copy. A function of the JDK's type that cannot travel, and any of a {@link ConnectedManager}'s
 * map, runs in the caller, again if somebody else was faster.
 *
 * <p>Neither keys nor values are null. Both are copied: a value that was got is the caller's own,
 * and to change it changes nothing in the map. The order is that in which keys were put first. Who
 * goes through the map gets each entry that is there all the time exactly once, in pages of a
 * thousand, and sees some or none of the changes meanwhile. To remove by an iterator, or several by
 * a view's {@code removeIf}, is a call for each.
 *
 * <p>It is kept as long as a process has a handle on it. A handle can be sent to any process of the
 * session, and put into other managed objects; on its way it holds the map for ten minutes at
 * least.
 *
 * <p><b>Blocking.</b> A call waits for the manager's answer, interrupted or not.
 *
 * <p><b>If a peer dies.</b> A call whose caller dies has its whole effect or none. When the manager
 * has ended, is stopped or cut off, every call throws {@link
 * dev.procession.ManagerUnavailableException}.
 *
 * <p><b>Memory consistency.</b> See {@linkplain dev.procession.manager the package}.
 *
 * @param <K> the type of keys
 * @param <V> the type of values
 * @apiNote Python's {@code Manager().dict()}, which has no atomic update.
 * @since 0.1
 */
public interface ManagedMap<K, V> extends ConcurrentMap<K, V> {

    /**
     * Computes the value of a key, in the manager.
     *
     * @param key the key
     * @param function gets the key and its value, or null if there is none; returns the new value,
     *     or null to have none
     * @return the new value, or null
     */
    default @Nullable V compute(
            K key,
            RemoteBiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> plain = function;
        return compute(key, plain);
    }

    /**
     * Computes the value of a key that has one, in the manager.
     *
     * @param key the key
     * @param function gets the key and its value; returns the new value, or null to have none
     * @return the new value, or null
     */
    default @Nullable V computeIfPresent(
            K key, RemoteBiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        BiFunction<? super K, ? super V, ? extends @Nullable V> plain = function;
        return computeIfPresent(key, plain);
    }

    /**
     * Computes the value of a key that has none, in the manager.
     *
     * @param key the key
     * @param function gets the key; returns its value, or null to have none
     * @return the value, new or old, or null
     */
    default @Nullable V computeIfAbsent(
            K key, RemoteFunction<? super K, ? extends @Nullable V> function) {
        Function<? super K, ? extends @Nullable V> plain = function;
        return computeIfAbsent(key, plain);
    }

    /**
     * Merges a value into that of a key, in the manager.
     *
     * @param key the key
     * @param value the new value of a key that has none
     * @param function gets the value there and the given one; returns the new value, or null to
     *     have none
     * @return the new value, or null
     */
    default @Nullable V merge(
            K key,
            V value,
            RemoteBiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        BiFunction<? super V, ? super V, ? extends @Nullable V> plain = function;
        return merge(key, value, plain);
    }

    /**
     * Replaces all values, in the manager: all of them, or none if the function throws.
     *
     * @param function gets a key and its value, returns the new value
     */
    default void replaceAll(RemoteBiFunction<? super K, ? super V, ? extends V> function) {
        BiFunction<? super K, ? super V, ? extends V> plain = function;
        replaceAll(plain);
    }
}
