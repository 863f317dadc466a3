package dev.procession.manager;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A name in a manager. What is first made by it is found by whoever makes it afterwards, in this
 * program or another.
 *
 * {@snippet :
 * ManagedMap<String, Integer> counts = manager.named("counts").map();
 * counts.merge("visits", 1, Integer::sum);
 * }
 *
 * <p>Who finds an object gets it as it is: an initial value, an order or an action that he gives is
 * of no account. It has to be of the kind that he asks for, capacity, permits and parties included;
 * otherwise he gets an {@link IllegalStateException} that names both kinds.
 *
 * <p><b>Blocking.</b> As any call; who asks while another makes the object waits for that.
 *
 * <p><b>If a peer dies.</b> The object stays.
 *
 * @see Manager#named
 * @since 0.1
 */
public final class ManagedName extends ManagedObjects {

    private final Manager manager;
    private final String name;

    ManagedName(Manager manager, String name) {
        this.manager = manager;
        this.name = name;
    }

    @Override
    <T> T make(String kind, Class<T> type, RemoteSupplier<? extends T> maker) {
        return manager.handle(
                type, Manager.made(() -> manager.root().named(name, kind, type.getName(), maker)));
    }

    /**
     * Finds an object that was {@linkplain #register registered} by this name.
     *
     * @param type the interface by which it was
     * @param <T> the type of the interface
     * @return the handle on it
     * @throws NoSuchElementException if there is no object of this name
     * @throws IllegalStateException if the object is of another kind
     * @throws IllegalArgumentException if the type is not an interface
     * @throws InterruptedException if the thread is interrupted while somebody makes it
     */
    public <T> T find(Class<T> type) throws InterruptedException {
        Exports.of(type);
        ObjectId found = manager.root().find(name, type.getName());
        if (found == null) {
            throw new NoSuchElementException(
                    "there is no object of this name: name=" + name + ", names=" + manager.names());
        }
        return manager.handle(type, found);
    }

    /**
     * Forgets the name. Its object is kept as long as somebody has a handle on it; the name can be
     * used again.
     *
     * @return whether there was an object of this name
     * @throws InterruptedException if the thread is interrupted while somebody makes it
     */
    public boolean forget() throws InterruptedException {
        return manager.root().forget(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ManagedName same
                && same.manager == manager
                && same.name.equals(name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(manager, name);
    }

    @Override
    public String toString() {
        return "ManagedName[" + name + "]";
    }
}
