package dev.procession.contract;

/**
 * What a contract is about, for one test, after which it is closed if it can be.
 *
 * @param it the object
 * @param owned what is closed
 */
record Subject<T>(T it, Object owned) implements AutoCloseable {

    Subject(T it) {
        this(it, it);
    }

    @Override
    public void close() {
        if (owned instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                throw new AssertionError("it cannot be closed: " + it, failure);
            }
        }
    }
}
