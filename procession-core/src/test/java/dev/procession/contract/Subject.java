package dev.procession.contract;

/**
 * What a contract is about, for one test, after which it is closed if it can be.
 *
 * @param it the object
 */
record Subject<T>(T it) implements AutoCloseable {

    @Override
    public void close() {
        if (it instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failure) {
                throw new AssertionError("it cannot be closed: " + it, failure);
            }
        }
    }
}
