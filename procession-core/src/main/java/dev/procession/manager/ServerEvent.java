package dev.procession.manager;

/** An event in its manager. */
final class ServerEvent extends Monitor implements EventOps {

    private boolean isSet;

    /** Lets those go on who waited when it was set, even if it is cleared at once. */
    private long sets;

    @Override
    public boolean isSet() {
        return alone(() -> isSet);
    }

    @Override
    public void set() {
        change(() -> {
            isSet = true;
            sets++;
        });
    }

    @Override
    public void clear() {
        change(() -> isSet = false);
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        Caller caller = Caller.current();
        return aloneWaiting(() -> {
            long before = sets;
            return await(caller, () -> isSet || sets != before, nanos);
        });
    }
}
