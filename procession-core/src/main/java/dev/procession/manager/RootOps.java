package dev.procession.manager;

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

    /** Returns how many objects there are, besides this one. */
    @Brief
    int objectCount();

    /** Does nothing, at once. */
    @Brief
    void ping();
}
