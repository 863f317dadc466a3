package dev.procession.manager;

/** What an event in a manager does. */
interface EventOps {

    @Brief
    boolean isSet();

    @Brief
    void set();

    @Brief
    void clear();

    boolean await(long nanos) throws InterruptedException;
}
