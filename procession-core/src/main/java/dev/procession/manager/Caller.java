package dev.procession.manager;

/**
 * Who calls: what it locks belongs to this thread of this process.
 *
 * @param party the process
 * @param thread the number that it gives the thread
 */
record Caller(Party party, long thread) {

    /** Bound while a call runs. */
    static final ScopedValue<Caller> CURRENT = ScopedValue.newInstance();

    static Caller current() {
        return CURRENT.get();
    }
}
