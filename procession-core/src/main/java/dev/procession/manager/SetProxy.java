package dev.procession.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A handle on a set.
 *
 * @param <E> the type of elements
 */
final class SetProxy<E> extends MapKeys<E, Boolean> implements ManagedSet<E>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    SetProxy(MapOps<E, Boolean> ops) {
        super(ops);
    }

    @Override
    public boolean add(E element) {
        return ops.putIfAbsent(Objects.requireNonNull(element, "element"), true) == null;
    }

    @Override
    public boolean addAll(Collection<? extends E> elements) {
        List<E> copy = new ArrayList<>(elements);
        copy.forEach(each -> Objects.requireNonNull(each, "element"));
        return ops.putAllIfAbsent(copy, true);
    }

    @Serial
    private Object writeReplace() {
        return new Travelling((Serializable) ops);
    }

    private record Travelling(Serializable ops) implements Serializable {
        @Serial
        @SuppressWarnings("unchecked")
        private Object readResolve() {
            return new SetProxy<>((MapOps<Object, Boolean>) ops);
        }
    }
}
