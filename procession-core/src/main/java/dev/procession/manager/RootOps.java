package dev.procession.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a manager itself does. */
interface RootOps {

    /** {@link #ping}. */
    Operation PING = Exports.operation(RootOps.class, "ping");

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

    /** Does nothing, at once. */
    @Brief
    void ping();
}
