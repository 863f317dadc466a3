package dev.procession.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of objects by identity that costs nothing to create and little to clear.
 *
 * <p>The first few objects stand in a small array that is searched in order; only then come hashes.
 * The JDK's {@link java.util.IdentityHashMap} keeps a table that once grew, and clearing it costs
 * microseconds at every message afterwards.
 */
final class IdentityTable {

    private static final int FEW = 8;

    private final @Nullable Object[] few = new Object[FEW];
    private int size;
    private @Nullable Object @Nullable [] table;

    /** Adds {@code object}; returns {@code false} if it is in the set already. */
    boolean add(Object object) {
        if (table != null) {
            return addHashed(table, object);
        }
        for (int i = 0; i < size; i++) {
            if (few[i] == object) {
                return false;
            }
        }
        if (size < FEW) {
            few[size++] = object;
            return true;
        }
        spill();
        return addHashed(table, object);
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(few, 0, Math.min(size, FEW), null);
            size = 0;
            table = null;
        }
    }

    private void spill() {
        @Nullable Object[] grown = new Object[8 * FEW];
        for (Object object : few) {
            insert(grown, object);
        }
        table = grown;
    }

    private boolean addHashed(@Nullable Object[] slots, Object object) {
        if (!insert(slots, object)) {
            return false;
        }
        if (++size * 2 > slots.length) {
            rehash(slots);
        }
        return true;
    }

    private void rehash(@Nullable Object[] slots) {
        @Nullable Object[] grown = new Object[slots.length * 4];
        for (Object object : slots) {
            if (object != null) {
                insert(grown, object);
            }
        }
        table = grown;
    }

    private static boolean insert(@Nullable Object[] slots, @Nullable Object object) {
        int mask = slots.length - 1;
        int at = System.identityHashCode(object) * 0x9E3779B9 >>> 8 & mask;
        while (slots[at] != null) {
            if (slots[at] == object) {
                return false;
            }
            at = at + 1 & mask;
        }
        slots[at] = object;
        return true;
    }
}
