package dev.procession.manager;

import java.util.List;
import java.util.Objects;

/**
 * A manager, as a program that uses it has it: a {@link ProcessManager} that it has started, or a
 * {@link ConnectedManager} that another program serves.
 *
 * <p>Thread-safe. It cannot be sent; its objects can.
 *
 * @since 0.1
 */
public abstract sealed class Manager extends ManagedObjects implements AutoCloseable
        permits ProcessManager, ConnectedManager {

    private final Address address;
    private final Link link;
    private final RootOps root;

    /** For a manager that this process has just found the way to. */
    Manager(Address address, Link link) {
        this.address = address;
        this.link = link;
        this.root = Stub.handle(RootOps.class, address, link, ObjectId.ROOT);
    }

    final Address place() {
        return address;
    }

    final RootOps root() {
        return root;
    }

    /** Returns a handle on an object there. */
    final <T> T handle(Class<T> type, ObjectId id) {
        return Stub.handle(type, address, link, id);
    }

    @Override
    final <T> T make(String kind, Class<T> type, RemoteSupplier<? extends T> maker) {
        return handle(type, made(() -> root.create(type.getName(), maker)));
    }

    /** A call of the manager that runs code of users. */
    interface Making {
        ObjectId make() throws Exception;
    }

    static ObjectId made(Making making) {
        try {
            return making.make();
        } catch (RuntimeException thrown) {
            throw thrown;
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an object was made", hurry);
        } catch (Exception thrown) {
            throw new IllegalStateException("the supplier has thrown " + thrown, thrown);
        }
    }

    /**
     * Returns a name, by which all who use the manager find the same object: whatever is first made
     * by it is found by who makes it afterwards.
     *
     * {@snippet :
     * ManagedQueue<String> jobs = manager.named("jobs").queue();   // the same, wherever this runs
     * }
     *
     * <p>The object is kept until the name is {@linkplain ManagedName#forget forgotten} or the
     * manager ends, also if nobody has a handle on it.
     *
     * @param name not blank
     * @return the name; nothing is made yet
     * @throws IllegalArgumentException if the name is blank
     * @apiNote Python's {@code BaseManager.register("name", ...)}, which both programs have to
     *     call.
     */
    public final ManagedName named(String name) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank()) {
            throw new IllegalArgumentException("a name must not be blank: name=\"" + name + "\"");
        }
        return new ManagedName(this, name);
    }

    /**
     * Returns the names that objects have.
     *
     * @return all of them, sorted
     */
    public final List<String> names() {
        return root.names();
    }

    /**
     * Returns how many objects it has.
     *
     * @return the number of those that have a name, that some process has a handle on, or that may
     *     be on their way
     */
    public final int objectCount() {
        return root.objectCount();
    }

    /**
     * Opens a batch: calls that go to the manager together.
     *
     * @return the batch, which belongs to the calling thread and should be closed
     */
    public final ManagerBatch batch() {
        return new ManagerBatch(link);
    }

    /** Ends this program's use of the manager, or the manager if this program has started it. */
    @Override
    public abstract void close();
}
