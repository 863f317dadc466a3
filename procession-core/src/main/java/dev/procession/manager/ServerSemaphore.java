package dev.procession.manager;

/** A semaphore in its manager. */
final class ServerSemaphore extends Monitor implements SemaphoreOps {

    private final int limit;
    private int available;

    ServerSemaphore(int permits, int limit) {
        this.available = permits;
        this.limit = limit;
    }

    private boolean take(Caller caller, int permits) {
        requireThere(caller);
        boolean areThere = available >= permits;
        if (areThere) {
            available -= permits;
        }
        return areThere;
    }

    @Override
    public boolean tryAcquire(int permits) {
        Caller caller = Caller.current();
        return alone(() -> take(caller, permits));
    }

    @Override
    public boolean acquire(int permits, long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(() -> await(caller, () -> take(caller, permits), nanos));
    }

    @Override
    public void acquireUninterruptibly(int permits) {
        Caller caller = Caller.current();
        alone(() -> {
            awaitUninterruptibly(caller, () -> take(caller, permits));
            return true;
        });
    }

    @Override
    public void release(int permits) {
        change(() -> {
            if (permits > limit - available) {
                throw new IllegalStateException(
                        "released more often than acquired: limit="
                                + limit
                                + ", available="
                                + available
                                + ", released="
                                + permits);
            }
            available += permits;
        });
    }

    @Override
    public int availablePermits() {
        return alone(() -> available);
    }

    @Override
    public int drainPermits() {
        return alone(() -> {
            int all = available;
            available = 0;
            return all;
        });
    }
}
