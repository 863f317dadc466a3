package dev.procession.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a manager itself does. */
interface RootOps {

    /** {@link #ping}. */
    Operation PING = Exports.operation(RootOps.class, "ping");

    /** {@link #batch}. */
    Operation BATCH = Exports.operation(RootOps.class, "batch");

    /** {@link #briefBatch}. */
    Operation BRIEF_BATCH = Exports.operation(RootOps.class, "briefBatch");

    /**
     * Makes an object. The caller has the first handle.
     *
     * @param type the name of the interface that it is exported by
     * @param maker makes it
     * @return its name
     */
    ObjectId create(String type, RemoteSupplier<?> maker) throws Exception;

    /**
     * Returns the object of a name; makes it if there is none.
     *
     * @param name the name
     * @param kind of what kind it has to be
     * @param type the name of the interface that it is exported by
     * @param maker makes it
     * @return its name among all objects
     */
    ObjectId named(String name, String kind, String type, RemoteSupplier<?> maker) throws Exception;

    /** Returns the object of a name; null if there is none. */
    @Nullable ObjectId find(String name, String kind) throws InterruptedException;

    /** Forgets a name; returns whether there was such. */
    boolean forget(String name) throws InterruptedException;

    /** Returns all names. */
    List<String> names();

    /** Returns how many objects users have made. */
    @Brief
    int objectCount();

    /**
     * Runs the calls of a batch in their order; at least the first.
     *
     * @param calls as {@link BatchRun} tells
     * @return the answers of those that it has run
     */
    byte[] batch(byte[] calls);

    /** As {@link #batch}, but no more than can be run at once, which may be none. */
    @Brief
    byte[] briefBatch(byte[] calls);

    /** Does nothing, at once. */
    @Brief
    void ping();
}
