package dev.procession.manager;

import org.jspecify.annotations.Nullable;

/** How a process reaches the objects of a manager: over a connection, or because they are there. */
interface Way {

    /**
     * Calls a method and waits for its end.
     *
     * @return what it returns
     * @throws Throwable what it throws; or a {@link dev.procession.ManagerUnavailableException}
     */
    @Nullable Object call(ObjectId id, Operation operation, @Nullable Object[] arguments)
            throws Throwable;

    /** What calls cross that go this way. */
    Crossing crossing();

    /** Says that this process has a handle, or one more. */
    void attach(ObjectId id);

    /** Says that this process has a handle less. */
    void release(ObjectId id);

    /** Says that a handle is on its way to some process. */
    void travels(ObjectId id);
}
