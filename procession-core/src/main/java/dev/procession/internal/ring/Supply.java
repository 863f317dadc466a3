package dev.procession.internal.ring;

/** Where what is taken comes from. */
public interface Supply {

    /**
     * Copies the first element, and removes it if this is wanted; with the lock of who takes.
     *
     * @return whether there was one
     */
    Ring.Taken first(Parcel parcel, boolean isRemoved);

    /** Tells whether there is nothing to take, and that may change; without a lock. */
    boolean isEmptyForNow();

    /** Tells whether nobody will ever take what is put; without a lock, at little cost. */
    default boolean isAbandoned() {
        return false;
    }

    /** Looks for what others may have died without saying; before who puts waits. */
    default void look() {}
}
